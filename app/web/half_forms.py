"""Coming back to a half-filled form: by a link to keep, or in the browser it was begun in.

What is kept is what was written, right or wrong. Not here: the form itself (registering.py).
"""

import re
from dataclasses import dataclass

from flask import request, session, url_for

from app.domain.form.company import ADDRESS, COMPANY, VAT_NUMBER
from app.parts import Parts
from app.queries.half_form import half_form
from app.queries.registering import RegisteringPage
from app.usecases.keep_half_form import keep_half_form
from app.web.addresses import address_of
from app.web.forms.given import (
    FORM,
    HONEYPOT,
    MYSELF,
    VOUCHER,
    Given,
    given_from_texts,
)
from app.web.site import Site

KEEP = "keep"
_KEPT = "half_forms"
# So many classes a browser remembers, the latest ones: all of it goes with every request.
_MOST_KEPT = 5
# More than anybody writes by hand; fields beyond are left out.
_MOST_SIGNS = 100_000
_OWN = (
    *("name", "email", "phone", "currency", "source", "places", "asked"),
    *(COMPANY, VAT_NUMBER, ADDRESS, FORM, MYSELF, VOUCHER),
)
_NAMED = re.compile(r"(participant-[0-9]{1,2}|order)-[a-z]+(-[A-Za-z0-9_-]{1,64})?")


@dataclass(frozen=True, slots=True)
class Kept:
    """A half-filled form that was asked for; ``given`` is None where it is not there (any more)."""

    given: Given | None
    address: str


class HalfForms:
    """Keeps what was written into forms, and finds it again."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    def keep(self, page: RegisteringPage, given: Given) -> str:
        """Keep it under a link of its own; return the address that leads back to it."""
        token = self._keep(page, given, token="")
        return address_of("registering.form", code=page.course.code, kept=token)

    def remember(self, page: RegisteringPage, given: Given) -> None:
        """Keep it for this browser, so that a tab closed with mistakes in it loses nothing."""
        if not given.one(HONEYPOT):
            self._keep(page, given, token=self._tokens().get(page.course.code, ""))

    def forget(self, code: str) -> None:
        """Have this browser go on with a form that was right; what is kept goes within a day."""
        tokens = self._tokens()
        if tokens.pop(code, None):
            self._note(tokens)

    def asked_for(self, code: str) -> Kept | None:
        """Return the form that the address names, or None where it names none."""
        token = request.args.get("kept", "")
        if not token:
            return None
        return Kept(self._find(code, token), f"{self._site.base_url}{self._address(code, token)}")

    def begun(self, code: str) -> str:
        """Return the address of what was begun in this browser, or nothing."""
        token = self._tokens().get(code, "")
        there = token and self._find(code, token) is not None
        return self._address(code, token) if there else ""

    def _keep(self, page: RegisteringPage, given: Given, *, token: str) -> str:
        kept = keep_half_form(
            self._parts.sessions,
            class_id=page.class_id,
            texts=_written(given),
            now=self._parts.clock(),
            token=token,
        )
        tokens = self._tokens()
        tokens.pop(page.course.code, None)
        latest = [*tokens.items(), (page.course.code, kept)][-_MOST_KEPT:]
        self._note(dict(latest))
        return kept

    def _find(self, code: str, token: str) -> Given | None:
        if "\0" in code or "\0" in token:
            return None
        parts = self._parts
        texts = half_form(parts.sessions, code=code, token=token, now=parts.clock())
        return None if texts is None else given_from_texts(texts)

    def _tokens(self) -> dict[str, str]:
        return dict(session.get(_KEPT, {}))

    def _note(self, tokens: dict[str, str]) -> None:
        session[_KEPT] = tokens

    def _address(self, code: str, token: str) -> str:
        return url_for("registering.form", code=code, kept=token)


def _written(given: Given) -> dict[str, tuple[str, ...]]:
    """Return what was written in fields of the form, as a page may show it again."""
    texts, left = dict[str, tuple[str, ...]](), _MOST_SIGNS
    for name in given.texts:
        shown = given.shown(name)
        size = sum(map(len, shown))
        if size <= left and (name in _OWN or _NAMED.fullmatch(name)):
            texts[name] = shown
            left -= size
    return texts
