"""What is said of an answer that is missing, or of no right form. Not here: reading it."""

from app.domain.form.question import TICKED, Question, QuestionKind
from app.domain.said import Said, marked, sentence, sentences

# Marked here, and said of a label below.
_QUOTED = {
    QuestionKind.CHOICE: marked("Select an answer: {label}"),
    QuestionKind.CHOICES: marked("Select an answer: {label}"),
    QuestionKind.COUNTRY: marked("Select an answer: {label}"),
    QuestionKind.YES_NO: marked("Select yes or no: {label}"),
    QuestionKind.FILE: marked("Choose a file: {label}"),
}
_ASK = {
    QuestionKind.CHOICE: "Select",
    QuestionKind.CHOICES: "Select",
    QuestionKind.COUNTRY: "Select",
    QuestionKind.YES_NO: "Select yes or no",
    QuestionKind.FILE: "Choose a file",
}


def unlike_mask(question: Question) -> Said:
    """Return how the answer has to look."""
    label, limits = question.label, question.limits
    if limits.mask_help:
        return sentence("{label} must be {description}", label=label, description=limits.mask_help)
    return sentence("{label} must be like {mask}", label=label, mask=limits.mask)


def at_most(label: str, limit: int) -> Said:
    """Return that an answer has to be so short."""
    return sentences(
        "{label} must be {limit} characters or fewer",
        "{label} must be {limit} characters or fewer",
        number=limit,
        limit=limit,
        label=label,
    )


def at_least(label: str, limit: int) -> Said:
    """Return that an answer has to be so long."""
    return sentences(
        "{label} must be {limit} characters or more",
        "{label} must be {limit} characters or more",
        number=limit,
        limit=limit,
        label=label,
    )


def ask_for(question: Question) -> str:
    """Return what to do about a question left empty; one that is a sentence is quoted whole.

    In English it is one sentence with the label; others quote it, for it would have to be bent.
    """
    if question.kind in TICKED:
        return sentence("Tick the box if this is so: {label}", label=question.label)
    quoted = _QUOTED.get(question.kind, marked("Enter: {label}"))
    return Said(_asked_in_english(question), _quoting(quoted, question.label).in_tongue)


def _quoting(pattern: str, label: str) -> Said:
    return sentence(pattern, label=label)


def _asked_in_english(question: Question) -> str:
    verb = _ASK.get(question.kind, "Enter")
    label = question.label
    if label.endswith("?"):
        return f"{'Select an answer' if verb == 'Select' else verb}: {label}"
    joins = question.kind in (QuestionKind.YES_NO, QuestionKind.FILE)
    joined = f"{verb} for" if joins else verb
    return f"{joined} {label[:1].lower() + label[1:] if label[1:2].islower() else label}"
