// Which questions are asked, as they are answered: app/domain/form/condition.py in JavaScript.
// Comfort alone: the server decides, and without this it asks page by page.
// A test holds `holds` against the one in Python.

const NUMBER = /^-?[0-9]{1,13}(\.[0-9]{1,13})?$/;

// A number as a count of its 13th decimal: exact, where a Number is not.
const number = (text) => {
  if (!NUMBER.test(text)) return null;
  const [whole, part = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + part.padEnd(13, "0"));
  return text.startsWith("-") ? -size : size;
};

const same = (text, value) => {
  const left = number(text);
  return text === value || (left !== null && left === number(value));
};

const more = (text, value) => {
  const [left, right] = [number(text), number(value)];
  return left !== null && right !== null && left > right;
};

// By characters, as Python has them, and not by halves of pairs.
const order = (text, value) => {
  const [left, right] = [Array.from(text), Array.from(value)];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const apart = left[place].codePointAt(0) - right[place].codePointAt(0);
    if (apart) return apart;
  }
  return left.length - right.length;
};

const fits = (text, how, values) => {
  switch (how) {
    case "answered": return true;
    case "equals":
    case "one_of": return values.some((value) => same(text, value));
    case "before": return values.every((value) => order(text, value) < 0);
    case "after": return values.every((value) => order(text, value) > 0);
    default: return values.every((value) => more(text, value));
  }
};

const plain = (value) => {
  const text = String(value);
  const tiny = /^(-?)([0-9])(?:\.([0-9]+))?e-([0-9]+)$/.exec(text);
  if (!tiny) return text;
  const [, sign, first, rest = "", zeros] = tiny;
  return sign + "0." + "0".repeat(Number(zeros) - 1) + first + rest;
};

const texts = (answer) => {
  if (answer === null || answer === undefined) return [];
  if (typeof answer === "boolean") return [answer ? "yes" : "no"];
  if (typeof answer === "number") return [plain(answer)];
  return (Array.isArray(answer) ? answer : [answer]).filter((text) => text !== "");
};

// `answers` is a Map of answers by key.
export const holds = (condition, answers) => {
  if (condition === null) return true;
  if (condition.all) return condition.all.every((part) => holds(part, answers));
  if (condition.any) return condition.any.some((part) => holds(part, answers));
  const { key, how, values } = condition;
  return texts(answers.get(key)).some((text) => fits(text, how, values));
};

const THOUSANDS = /^-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$/;

const written = (control) => {
  const text = control.value.trim();
  if (control.inputMode !== "decimal") return text;
  return THOUSANDS.test(text) ? text.replaceAll(",", "") : text.replace(",", ".");
};

// What was answered in the fields of that name, so far as it is asked.
const answer = (form, name) => {
  const named = form.elements.namedItem(name);
  const controls = named instanceof RadioNodeList ? Array.from(named) : [named];
  return controls
    .filter((each) => each && !each.matches(":disabled"))
    .filter((each) => (["radio", "checkbox"].includes(each.type) ? each.checked : true))
    .map(written);
};

// One participant's answers, then those of the whole order.
const answersAt = (form, prefix) => ({
  get: (key) => {
    const own = answer(form, prefix + key);
    return own.length ? own : answer(form, "order-q-" + key);
  },
});

const show = (form) => {
  for (const questions of form.querySelectorAll("[data-answers]")) {
    const answers = answersAt(form, questions.dataset.answers);
    // From top to bottom: whatever is looked at stands above, and is settled by then.
    for (const asked of questions.querySelectorAll("[data-condition]")) {
      const here = holds(JSON.parse(asked.dataset.condition), answers);
      asked.hidden = !here;
      asked.disabled = !here;
    }
  }
};

for (const form of document.querySelectorAll("form.registering")) {
  const update = () => show(form);
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  // The back button brings back what was written after the page stood.
  addEventListener("pageshow", update);
  update();
}
