"""A form that is being built, as people will see it: the public page itself, keeping nothing."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from babel import Locale
from flask import flash, request, url_for
from werkzeug.wrappers import Response

from app.domain.form.taking import offered_in
from app.domain.guard import guarded
from app.domain.order import MAX_PARTICIPANTS
from app.languages import LANGUAGES, language_of, reader, speak
from app.queries.registering import RegisteringPage, registering_page
from app.queries.staff.form_desk import FormDesk
from app.web.counting import count, length
from app.web.forms.asking import taken_over
from app.web.forms.fields import form_page as drawn
from app.web.forms.given import Given, given_from_browser, given_from_nothing, rearranged
from app.web.forms.questions import worded
from app.web.forms.reading import Asked, Read, read_form
from app.web.reader import PARAMETER
from app.web.site import Site
from app.web.staff.form_door import FormDoor, form_page
from app.web.uploads import pretended

_NO_CLASS = "The preview shows the form with a class. Publish a class of this program first."
_FIT = "Everything is filled in as it should be. Nothing of it was kept: this is a preview."


class FormPreview:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, door: FormDoor, site: Site) -> None:
        self._door = door
        self._site = site
        self._country = Locale("en").territories.get(site.country, site.country)

    @guarded("staff")
    def show(self, program: str) -> Response:
        """Show the form, empty; ``lang`` is the language to show it in."""
        return self._answer(self._spoken(program), given_from_nothing(), None)

    @guarded("staff")
    def fill(self, program: str) -> Response:
        """Show the form with what was written in it, and what is wrong with that."""
        desk = self._spoken(program)
        given = pretended(desk.entries, given_from_browser(request.form))
        action = request.form.get("action", "")
        changed = rearranged(given, action) or taken_over(given, action, desk.entries)
        return self._answer(desk, changed or given, None if changed else self._read)

    def _spoken(self, program: str) -> FormDesk:
        """Return the form with its words, as the rest of its page, in the language asked for."""
        desk = self._door.desk(program)
        speak(LANGUAGES.get(request.args.get(PARAMETER, ""), language_of(self._site.language)))
        return replace(desk, entries=worded(desk.entries))

    def _answer(
        self, desk: FormDesk, given: Given, read: Callable[[Given, RegisteringPage], Read] | None
    ) -> Response:
        parts = self._door.parts
        found = registering_page(parts.sessions, code=desk.class_code, now=parts.clock())
        if found is None:
            return self._door.to_form(desk.program, _NO_CLASS, tone="warn")
        questions = offered_in(desk.entries, found.extras)
        page = replace(
            found, questions=questions, barred=None, free_seats=found.free_seats or MAX_PARTICIPANTS
        )
        found_in = read(given, page) if read else Read(filled=None, errors={})
        wrong = found_in.errors
        if found_in.filled:
            flash(_FIT, "good")
        return form_page(
            "staff/form_preview.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            desk=desk,
            page=page,
            form=drawn(
                given,
                page,
                country=self._country,
                country_code=self._site.country,
                errors=wrong,
            ),
            count=count,
            length=length,
            news="",
            more=len(found_in.more),
            kept="",
            begun="",
            url_for=_addresses(desk),
        )

    def _read(self, given: Given, page: RegisteringPage) -> Read:
        asked = Asked(
            form_id=page.form_id,
            questions=page.questions,
            currencies=[offer.currency for offer in page.offers],
            free_seats=page.free_seats,
            country=self._site.country,
            membership=page.has_members,
            vat_number=page.exemptable,
            extras=page.extras,
        )
        return read_form(given, asked)


def _addresses(desk: FormDesk) -> Callable[..., str]:
    """Return addresses for the page, whose form leads to the preview and never to registering."""

    def address(endpoint: str, **values: Any) -> str:
        if endpoint.startswith("registering."):
            language = reader().code if PARAMETER in request.args else None
            return url_for("staff.preview_form", program=desk.program, lang=language)
        return url_for(endpoint, **values)

    return address
