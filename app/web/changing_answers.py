"""What was answered for an order, answered anew by its buyer: the form, the check, keeping it.

Not here: what was never answered (answering.py), what counts as an answer (domain/form).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.event import Answer
from app.domain.extra_changes import PriceChanged
from app.domain.form.question import Question
from app.domain.form.rewriting import (
    AnswersMoved,
    AnswersRefused,
    AnswersStay,
    rewritten,
)
from app.domain.guard import guarded
from app.domain.said import sentence
from app.languages import reader
from app.logs import request_id
from app.parts import Parts
from app.queries.order.answer_price import PriceShown, price_of_answers
from app.queries.order.own_answers import AnswersPage, answers_page
from app.usecases.change_answers import change_answers
from app.web.answering import named
from app.web.answers_anew import (
    Other,
    as_answered,
    fields_asked,
    others_of,
    sent_again,
    whose,
    worded_page,
)
from app.web.forms.answers import ABOUT_ALL
from app.web.forms.asking import Asking, field_of
from app.web.forms.given import Given, given_from_browser
from app.web.forms.questions import QuestionDrawer, QuestionFields
from app.web.opening import has_token, opened
from app.web.order_files import unknown
from app.web.order_news import News
from app.web.paying import to_order
from app.web.reader import read_by
from app.web.site import Site

_CHANGED = sentence(
    "What follows of it has changed since. Please look at it again before you go on."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One participant, or the order, as the form draws it; ``left`` is not asked here."""

    name: str
    questions: QuestionFields
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The form as it was sent: what is wrong, what came up by it, what is other now.

    ``after`` is what each place is answered then, by its position.
    """

    errors: dict[str, str] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    after: dict[int, Mapping[str, Answer]] = field(default_factory=dict)


class ChangingAnswers:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def show(self, reference: str) -> Response:
        """Show the form as it was answered."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        page = self._page(reference)
        if page is None:
            return to_order(self._parts, self._site, reference, news=News.ANSWERS_STAY)
        return self._form(page, as_answered(page), Reading())

    @guarded("order_token")
    def check(self, reference: str) -> Response:
        """Say what is wrong with what was sent, or show what would be other then."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        page, given = self._page(reference), given_from_browser(request.form)
        if page is None:
            return to_order(self._parts, self._site, reference, news=News.ANSWERS_STAY)
        if request.form.get("mark") != page.mark:
            return self._moved(reference)
        read = self._read(page, given)
        if request.form.get("action") == "back":
            return self._form(page, given, Reading())
        price = None if read.errors or read.more else self._price(page, read)
        if read.errors or read.more or not read.others:
            return self._form(page, given, read, same=not (read.errors or read.more))
        return self._check(page, given, read, price)

    @guarded("order_token")
    def keep(self, reference: str) -> Response:
        """Keep what was checked, and in which language it was read."""
        if not opened(self._parts, self._site, reference):
            return unknown()
        given = given_from_browser(request.form)
        try:
            self._change(reference, given)
        except AnswersStay:
            return to_order(self._parts, self._site, reference, news=News.ANSWERS_STAY)
        except (AnswersMoved, AnswersRefused, PriceChanged):
            return self.check(reference)
        return to_order(self._parts, self._site, reference, news=News.ANSWERED)

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
            shown=request.form.get("shown", ""),
            language=reader().code,
            request_id=request_id() or "",
        )

    def _price(self, page: AnswersPage, read: Reading) -> PriceShown | None:
        """Return what it costs then, if money moves; why an extra cannot be had is an error."""
        try:
            return price_of_answers(
                self._parts.sessions, page.reference, read.after, now=self._parts.clock()
            )
        except AnswersRefused as refused:
            reasons = refused.reasons.items()
            read.errors.update({field_of(at + 1, key): why for (at, key), why in reasons})
        return None

    def _check(
        self, page: AnswersPage, given: Given, read: Reading, price: PriceShown | None
    ) -> Response:
        """Show what is other then, and what follows of that; anew where it changed meanwhile."""
        mark = price.price.mark if price else ""
        changed = request.form.get("shown", mark) != mark
        shown = render_template(
            "order/answers_check.html",
            page=page,
            token=request.form["token"],
            others=read.others,
            sent=list(sent_again(page, given)),
            cost=price,
            names={each.number: each.name for each in page.places},
            why=_CHANGED if changed else "",
        )
        return make_response(shown, HTTPStatus.CONFLICT if changed else HTTPStatus.OK)

    def _read(self, page: AnswersPage, given: Given) -> Reading:
        read = Reading()
        country = self._site.country
        once = Asking(given, page.questions, country, read.errors, read.more).of_order()
        of_order = rewritten(page.questions, page.answers, once)
        read.others.extend(others_of(0, ABOUT_ALL, page.questions, page.answers, of_order))
        for place in page.places:
            asking = Asking(given, place.questions, country, read.errors, read.more)
            own = asking.of_participant(place.number, of_order)
            after = rewritten(place.questions, place.answers, own)
            read.after[place.number - 1] = after
            read.others.extend(
                others_of(place.number, place.name, place.questions, place.answers, after)
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
            errors=named(read.errors, whose(page)),
            more=len(read.more),
            same=same,
            scripted=any(each.condition for _, each in fields_asked(page)),
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
                    QuestionDrawer(
                        given, read.errors, place.questions, country, place.extras
                    ).of_participant(place.number, of_order),
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
        return worded_page(page)


def add_to(blueprint: Blueprint, parts: Parts, site: Site) -> None:
    """Add the addresses to those of orders."""
    views, address = ChangingAnswers(parts, site), "/orders/<reference>/answers"
    blueprint.add_url_rule(address, "show_answers", views.show, methods=["GET"])
    blueprint.add_url_rule(address, "check_answers", views.check, methods=["POST"])
    blueprint.add_url_rule(f"{address}/keep", "keep_answers", views.keep, methods=["POST"])
