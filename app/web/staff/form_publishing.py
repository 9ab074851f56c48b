"""Publishing a form: what it would change first, then the choice for those who lack something."""

from dataclasses import replace
from http import HTTPStatus

from flask import request
from werkzeug.wrappers import Response

from app.domain.event import Answer
from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.changes import Change, ChangeKind, is_empty
from app.domain.form.editing import ForLacking, FormMovedOn, read_seen
from app.domain.form.question import TICKED, Question, QuestionKind
from app.domain.form.taking import takes_extras
from app.domain.form.telling import name_at
from app.domain.guard import guarded
from app.domain.naming import name_destination
from app.queries.staff.form_desk import FormDesk
from app.queries.staff.form_effects import FormEffects, form_effects
from app.usecases.publish_form import FormNotFit, PublishedForm, publish_form
from app.web.staff.around import around
from app.web.staff.form_door import FormDoor, form_page
from app.web.staff.form_extras import say_repriced
from app.web.staff.form_words import Languages, say_reworded, say_untranslated

_NOTHING = "There is nothing to publish: the form is as it is asked already."
_NOT_FIT = "It was not published. Mend what is wrong with it first."
_K = ChangeKind
_SAID = {
    _K.ADDED: "is new",
    _K.REMOVED: "is asked no more",
    _K.REQUIRED: "must be answered now",
    _K.NO_LONGER_REQUIRED: "may be left empty now",
    _K.KIND: "is of another kind",
    _K.OPTIONS_GONE: "has options no more",
    _K.OPTIONS_ADDED: "has new options",
    _K.OPTIONS_RENAMED: "has options called something else",
    _K.PRICES: "has options that cost something else",
    _K.LABEL: "is worded differently",
    _K.CONDITION: "is asked on another condition",
    _K.LIMITS: "takes other answers",
    _K.PARTNERS: "is told to partners under other names",
    _K.PRIVACY: "is kept or seen differently",
    _K.MOVED: "stands in another place",
}
# What only the person can say, and what no text is an answer to.
_NOT_FOR_STAFF = frozenset((*TICKED, QuestionKind.FILE, QuestionKind.ADDRESS))


class FormPublishing:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, door: FormDoor) -> None:
        self._door = door

    @guarded("staff")
    def show(self, program: str) -> Response:
        """Show what publishing would change."""
        return self._page(self._door.desk(program), {})

    @guarded("staff")
    def publish(self, program: str) -> Response:
        """Publish it as it was shown, or say why not."""
        desk = self._door.desk(program)
        defaults, errors = _defaults(desk)
        if errors:
            return self._page(desk, errors)
        try:
            published = publish_form(
                self._door.parts.sessions,
                program=desk.program,
                seen=read_seen(request.form.get("seen", "")),
                lacking=_chosen(),
                defaults=defaults,
                by=self._door.by(),
                seal=self._door.parts.seal,
                **around(self._door.parts),
            )
        except FormMovedOn as moved:
            return self._door.moved_on(program, moved)
        except FormNotFit as unfit:
            words = _NOT_FIT if unfit.mistakes else _NOTHING
            return self._door.to_form(program, words, tone="warn")
        return self._door.to_form(program, _say_published(published))

    def _page(self, desk: FormDesk, errors: dict[str, str]) -> Response:
        parts = self._door.parts
        effects = form_effects(parts.sessions, desk.program, now=parts.clock(), seal=parts.seal)
        if effects is None or not desk.changed:
            return self._door.to_form(desk.program, _NOTHING, tone="warn")
        return form_page(
            "staff/form_publish.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
            desk=desk,
            effects=effects,
            said=[
                (each, _say(each.change, desk, self._door.languages)) for each in effects.effects
            ],
            untranslated=list(say_untranslated(desk.entries, self._door.languages)),
            answerable=_answerable(effects),
            choices=_choices(effects),
            pairs=lambda question: [(each.value, each.shown) for each in question.options],
            given=request.form,
            choice=_chosen().value,
            errors=errors,
        )


def fillable(question: Question) -> bool:
    """Say whether staff may give an answer in the place of those who lack it."""
    return (
        question.asks
        and question.kind not in _NOT_FOR_STAFF
        and not question.sensitive
        and not takes_extras(question)
    )


def _choices(effects: FormEffects) -> list[tuple[str, str]]:
    choices = [(ForLacking.LEAVE.value, "Leave them as they are")]
    if effects.askable:
        choices.append((ForLacking.ASK.value, "Write to the buyers, with a link to answer by"))
    if _answerable(effects):
        words = "Fill in the answers below where they are missing"
        choices.append((ForLacking.FILL_IN.value, words))
    return choices


def _answerable(effects: FormEffects) -> list[Question]:
    return [each.question for each in effects.lacks if fillable(each.question)]


def _defaults(desk: FormDesk) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return the answers to fill in, by key, and what is wrong with those that are none."""
    if _chosen() is not ForLacking.FILL_IN:
        return {}, {}
    defaults: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for question in filter(fillable, desk.entries):
        field = f"default-{question.key}"
        try:
            answer = read_answer(replace(question, required=False), request.form.getlist(field))
        except AnswerRefused as refused:
            errors[field] = refused.reason
            continue
        if not is_empty(answer):
            defaults[question.key] = answer
    if not (defaults or errors):
        errors["choice"] = "Give an answer to fill in, or leave the registrations as they are"
    return defaults, errors


def _chosen() -> ForLacking:
    word = request.form.get("choice", "")
    return ForLacking(word) if word in list(ForLacking) else ForLacking.LEAVE


def _say(change: Change, desk: FormDesk, languages: Languages) -> str:
    words = _SAID[change.kind]
    before, after = change.before, change.after
    if change.kind is _K.PARTNERS:
        return f"{words}: {'; '.join(_say_partner(change, each) for each in change.values)}"
    if change.kind is _K.PRICES:
        return f"{words}: {say_repriced(change, desk.extras)}"
    if change.kind is _K.LABEL and before and after:
        if before.label != after.label:
            return f"{words}: it was “{before.label}”"
        where = say_reworded(before, after, languages) if before.help == after.help else ""
        return f"{words} in {where}" if where else words
    return f"{words}: {', '.join(change.values)}" if change.values else words


def _say_partner(change: Change, partner: str) -> str:
    was = name_at(change.before, partner) if change.before else ""
    now = name_at(change.after, partner) if change.after else ""
    return f"{name_destination(partner)}: {was or 'not told'} → {now or 'not told'}"


def _say_published(published: PublishedForm | None) -> str:
    if published and published.asked:
        orders = "buyer is" if published.asked == 1 else "buyers are"
        return f"Version {published.version} is published. {published.asked} {orders} written to."
    if published is None or not published.filled:
        version = f"Version {published.version}" if published else "It"
        return f"{version} is published. It is asked from now on."
    number = published.filled
    whom = "registration was" if number == 1 else "registrations were"
    return f"Version {published.version} is published. {number} {whom} filled in."
