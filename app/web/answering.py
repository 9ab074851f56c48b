"""What an order's form asks now and did not when it was sent: asked, and answered, later.

Not here: registering (registering.py), what counts as an answer (domain/form).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.form.question import Question, QuestionKind
from app.domain.form.rewriting import AnswersRefused
from app.domain.guard import guarded
from app.domain.said import sentence
from app.languages import reader
from app.parts import Parts
from app.queries.order.lacking import Lacking, lacking_of_order
from app.usecases.answer_later import Sent, answer_later
from app.web.forms.answers import ABOUT_ALL
from app.web.forms.asking import field_of
from app.web.forms.given import Given, given_from_browser
from app.web.forms.questions import QuestionDrawer, QuestionFields, worded
from app.web.opening import opened
from app.web.order_files import unknown
from app.web.site import Site
from app.web.uploads import Taken, Uploads, WantedFile


@dataclass(frozen=True, slots=True)
class Person:
    """One participant and what is asked of them, or the whole order."""

    name: str
    questions: QuestionFields


class Answering:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site
        self._uploads = Uploads(parts)

    @guarded("order_token")
    def ask(self, reference: str) -> Response:
        """Ask what is lacking, or say that nothing is."""
        if not self._fits(reference):
            return unknown()
        return self._show(reference, Given(texts={}), {}, answered=0)

    @guarded("order_token")
    def answer(self, reference: str) -> Response:
        """Keep the answers, or say what is wrong with them; an answer may bring a question."""
        if not self._fits(reference):
            return unknown()
        taken = self._with_files(reference, given_from_browser(request.form))
        try:
            answered = answer_later(
                self._parts.sessions,
                reference=reference,
                sent=_sent(taken),
                country=self._site.country,
                now=self._parts.clock(),
                language=reader().code,
                seal=self._parts.seal,
            )
        except AnswersRefused as refused:
            errors = {field_of(at + 1, key): why for (at, key), why in refused.reasons.items()}
            errors |= {name: why for name, why in taken.refused.items() if name in errors}
            return self._show(reference, taken.given, errors, answered=0)
        return self._show(reference, taken.given, {}, answered=answered)

    def _with_files(self, reference: str, given: Given) -> Taken:
        """Return what was sent, with the files that came along kept and named."""
        wanted = {
            field_of(each.number, question.key): WantedFile(question, each.class_id)
            for each in self._lacking(reference) or ()
            for question in worded(each.questions)
            if question.kind is QuestionKind.FILE
        }
        return self._uploads.take(wanted, given)

    def _lacking(self, reference: str) -> tuple[Lacking, ...] | None:
        parts = self._parts
        return lacking_of_order(parts.sessions, reference, now=parts.clock(), seal=parts.seal)

    def _show(
        self, reference: str, given: Given, errors: Mapping[str, str], *, answered: int
    ) -> Response:
        found = self._lacking(reference)
        if found is None:
            return unknown()
        page = render_template(
            "order/questions.html",
            reference=reference,
            token=request.values["token"],
            people=[self._person(each, given, errors) for each in found],
            errors=named(errors, _whose(found)),
            takes_files=any(
                question.kind is QuestionKind.FILE for each in found for question in each.questions
            ),
            answered=answered,
        )
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)

    def _person(self, lacking: Lacking, given: Given, errors: Mapping[str, str]) -> Person:
        # They hold by what was answered before.
        plain = [replace(each, condition=None) for each in worded(lacking.questions)]
        drawer = QuestionDrawer(given, errors, plain, self._site.country)
        if not lacking.number:
            return Person(ABOUT_ALL, drawer.of_order())
        return Person(lacking.name, drawer.of_participant(lacking.number, {}))

    def _fits(self, reference: str) -> bool:
        return opened(self._parts, self._site, reference)


def _sent(taken: Taken) -> Sent:
    def sent(position: int, question: Question) -> Sequence[str]:
        name = field_of(position + 1, question.key)
        # What took the place of a file that was fine, and is not, is no answer.
        return () if name in taken.refused else taken.given.all(name)

    return sent


def _whose(people: Sequence[Lacking]) -> dict[str, str]:
    """Return the name of whoever is asked, by field."""
    return {
        field_of(each.number, question.key): each.name or ABOUT_ALL
        for each in people
        for question in each.questions
    }


def named(errors: Mapping[str, str], whose: Mapping[str, str]) -> dict[str, str]:
    """Return the lines of the error summary; among several participants each says whose it is."""
    several = len(set(whose.values())) > 1
    return {
        field: sentence("{name}: {error}", name=whose[field], error=why)
        if several and field in whose
        else why
        for field, why in errors.items()
    }
