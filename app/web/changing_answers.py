"""What was answered for an order, answered anew by its buyer: the form, the check, keeping it.

Not here: what was never answered (answering.py), what counts as an answer (domain/form).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.event import Answer
from app.domain.form.question import Question
from app.domain.form.rewriting import (
    AnswersMoved,
    AnswersRefused,
    AnswersStay,
    Rewritten,
    differences,
    rewritten,
)
from app.domain.form.said import say_answer
from app.domain.guard import guarded
from app.domain.said import sentence
from app.languages import reader
from app.logs import request_id
from app.parts import Parts
from app.queries.order.own_answers import AnswersPage, answers_page
from app.usecases.change_answers import change_answers
from app.web.answering import named
from app.web.forms.answers import ABOUT_ALL, NO_ANSWER
from app.web.forms.asking import ASKED, Asking, field_of
from app.web.forms.given import Given, answer_texts, given_from_browser
from app.web.forms.questions import QuestionDrawer, QuestionFields, worded
from app.web.opening import has_token, opened
from app.web.order_files import unknown
from app.web.order_news import News
from app.web.paying import to_order
from app.web.reader import read_by
from app.web.site import Site

_HIDDEN = sentence("Not shown")
_NEW = sentence("A new answer")


@dataclass(frozen=True, slots=True)
class Asked:
    """One participant, or the order, as the form draws it; ``left`` is not asked here."""

    name: str
    questions: QuestionFields
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """One answer that is another now, in words; ``field`` is where it is written."""

    name: str
    label: str
    before: str
    after: str
    field: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The form as it was sent: what is wrong, what came up by it, what is other now."""

    errors: dict[str, str] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)


class ChangingAnswers:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def show(self, reference: str) -> Response:
        """Show the form as it was answered."""
        if not has_token(self._site, reference):
            return unknown()
        page = self._page(reference)
        if page is None:
            return to_order(self._site, reference, news=News.ANSWERS_STAY)
        return self._form(page, _as_answered(page), Reading())

    @guarded("order_token")
    def check(self, reference: str) -> Response:
        """Say what is wrong with what was sent, or show what would be other then."""
        if not has_token(self._site, reference):
            return unknown()
        page, given = self._page(reference), given_from_browser(request.form)
        if page is None:
            return to_order(self._site, reference, news=News.ANSWERS_STAY)
        if request.form.get("mark") != page.mark:
            return self._moved(reference)
        read = self._read(page, given)
        if request.form.get("action") == "back":
            return self._form(page, given, Reading())
        if read.errors or read.more or not read.others:
            return self._form(page, given, read, same=not (read.errors or read.more))
        shown = render_template(
            "order/answers_check.html",
            page=page,
            token=request.form["token"],
            others=read.others,
            sent=list(_sent(page, given)),
        )
        return make_response(shown)

    @guarded("order_token")
    def keep(self, reference: str) -> Response:
        """Keep what was checked, and in which language it was read."""
        if not opened(self._parts, self._site, reference):
            return unknown()
        given = given_from_browser(request.form)
        try:
            self._change(reference, given)
        except AnswersStay:
            return to_order(self._site, reference, news=News.ANSWERS_STAY)
        except (AnswersMoved, AnswersRefused):
            return self.check(reference)
        return to_order(self._site, reference, news=News.ANSWERED)

    def _change(self, reference: str, given: Given) -> None:
        parts = self._parts

        def sent(position: int, question: Question) -> Sequence[str]:
            return given.all(field_of(position + 1, question.key))

        change_answers(
            parts.sessions,
            reference=reference,
            mark=request.form.get("mark", ""),
            sent=sent,
            country=self._site.country,
            seal=parts.seal,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            language=reader().code,
            request_id=request_id() or "",
        )

    def _read(self, page: AnswersPage, given: Given) -> Reading:
        read = Reading()
        country = self._site.country
        once = Asking(given, page.questions, country, read.errors, read.more).of_order()
        of_order = rewritten(page.questions, page.answers, once)
        read.others.extend(_others(0, ABOUT_ALL, page.questions, page.answers, of_order))
        for place in page.places:
            asking = Asking(given, place.questions, country, read.errors, read.more)
            own = asking.of_participant(place.number, of_order)
            after = rewritten(place.questions, place.answers, own)
            read.others.extend(
                _others(place.number, place.name, place.questions, place.answers, after)
            )
        return read

    def _form(
        self, page: AnswersPage, given: Given, read: Reading, *, same: bool = False
    ) -> Response:
        shown = render_template(
            "order/answers.html",
            page=page,
            token=request.values["token"],
            people=self._people(page, given, read),
            errors=named(read.errors, _whose(page)),
            more=len(read.more),
            same=same,
            scripted=any(each.condition for _, each in _fields(page)),
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if read.errors else HTTPStatus.OK
        return make_response(shown, status)

    def _people(self, page: AnswersPage, given: Given, read: Reading) -> list[Asked]:
        country = self._site.country
        once = QuestionDrawer(given, read.errors, page.questions, country).of_order()
        of_order = rewritten(page.questions, page.answers, once.answers)
        return [
            *([Asked(ABOUT_ALL, once)] if once.sections else []),
            *(
                Asked(
                    place.name,
                    QuestionDrawer(given, read.errors, place.questions, country).of_participant(
                        place.number, of_order
                    ),
                    tuple(each.label for each in place.left),
                )
                for place in page.places
            ),
        ]

    def _moved(self, reference: str) -> Response:
        token = request.form["token"]
        page = render_template("order/answers_moved.html", reference=reference, token=token)
        return make_response(page, HTTPStatus.CONFLICT)

    def _page(self, reference: str) -> AnswersPage | None:
        page = answers_page(self._parts.sessions, reference, now=self._parts.clock())
        if page is None:
            return None
        read_by(page.language)
        return _worded(page)


def add_to(blueprint: Blueprint, parts: Parts, site: Site) -> None:
    """Add the addresses to those of orders."""
    views, address = ChangingAnswers(parts, site), "/orders/<reference>/answers"
    blueprint.add_url_rule(address, "show_answers", views.show, methods=["GET"])
    blueprint.add_url_rule(address, "check_answers", views.check, methods=["POST"])
    blueprint.add_url_rule(f"{address}/keep", "keep_answers", views.keep, methods=["POST"])


def _worded(page: AnswersPage) -> AnswersPage:
    """Return the page with its questions in the reader's language."""
    places = tuple(
        replace(each, questions=worded(each.questions), left=worded(each.left))
        for each in page.places
    )
    return replace(page, questions=worded(page.questions), places=places)


def _as_answered(page: AnswersPage) -> Given:
    """Return the form as it was answered; what is sensitive is not written on it."""
    texts: dict[str, tuple[str, ...]] = {}
    asked = [(0, page.questions, page.answers)]
    asked += [(each.number, each.questions, each.answers) for each in page.places]
    for number, questions, answers in asked:
        open_keys = {each.key for each in questions if each.asks and not each.sensitive}
        own = {key: answer for key, answer in answers.items() if key in open_keys}
        texts.update(answer_texts(number, own))
    return Given(texts=texts, places=max((each.number for each in page.places), default=1))


def _fields(page: AnswersPage) -> Iterator[tuple[str, Question]]:
    """Yield everything that is asked, each with its field."""
    for each in page.questions:
        yield field_of(0, each.key), each
    for place in page.places:
        for each in place.questions:
            yield field_of(place.number, each.key), each


def _whose(page: AnswersPage) -> dict[str, str]:
    """Return the name of whoever is asked, by field."""
    return {
        field_of(place.number, each.key): place.name
        for place in page.places
        for each in place.questions
    }


def _sent(page: AnswersPage, given: Given) -> Iterator[tuple[str, str]]:
    """Yield what was written in the form's fields, to be sent once more."""
    for name in (*(each for each, _ in _fields(page)), ASKED):
        for text in given.shown(name):
            yield name, text


def _others(
    number: int,
    name: str,
    questions: Sequence[Question],
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
) -> Iterator[Other]:
    for each in differences(questions, before, after):
        yield Other(name, each.question.label, *_said(each), field_of(number, each.question.key))


def _said(change: Rewritten) -> tuple[str, str]:
    if change.question.sensitive:
        return _HIDDEN, _NEW
    before = say_answer(change.question, change.before) or NO_ANSWER
    return before, say_answer(change.question, change.after) or NO_ANSWER
