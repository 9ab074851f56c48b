// Comfort on an order's page: the time left ticks, news is fetched without being asked for.
"use strict";

const timer = document.querySelector("[role=timer][data-seconds]");
if (timer) {
  // Counted from now: the clock of this machine may be wrong.
  const until = Date.now() + Number(timer.dataset.seconds) * 1000;
  const text = timer.querySelector("strong");
  // In the page's language, with the digits that the rest of the page has.
  const written = (number, unit, digits) => new Intl.NumberFormat(
    document.documentElement.lang + "-u-nu-latn",
    { style: "unit", unit, unitDisplay: "short", minimumIntegerDigits: digits },
  ).format(number);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    const minutes = Math.floor(left / 60);
    text.textContent = minutes < 120
      ? written(minutes, "minute", 1) + " " + written(left % 60, "second", 2)
      : written(Math.floor(minutes / 60), "hour", 1) + " " + written(minutes % 60, "minute", 2);
    if (left > 0) return;
    clearInterval(ticking);
    setTimeout(() => location.reload(), 1500);
  };
  const ticking = setInterval(tick, 1000);
  tick();
}

const atOnce = document.querySelector("[data-send-at-once] form");
if (atOnce) atOnce.requestSubmit();

const reloading = document.querySelector("[data-reload-after]");
if (reloading) setTimeout(() => location.reload(), Number(reloading.dataset.reloadAfter) * 1000);
