"""Letters that staff write into: which there are, one of them with how it looks, and a test of it.

Not here: what may be written (domain), the letters themselves (mail).
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import logs
from app.domain.contract import Outcome, Told, Unknown
from app.domain.event import EventKind
from app.domain.guard import guarded
from app.domain.mail_text import (
    EVERY_PROGRAM,
    LETTERS,
    LIMITS,
    MEANINGS,
    OURS,
    TO_BUYERS,
    TO_PARTICIPANTS,
    About,
    Example,
    MailText,
    MailTextMistaken,
    MailTextMovedOn,
    Part,
    check_mail_text,
    placeholders_of,
    read_mail_text,
)
from app.domain.tries import TooOften
from app.languages import LANGUAGES
from app.parts import Parts
from app.queries.staff.mail_texts import LetterDesk, letter_desk, mail_desk
from app.queries.staff.member import Member
from app.usecases.change_mail_text import change_mail_text
from app.usecases.send_test_letter import send_test_letter
from app.web.security import content_security_policy
from app.web.site import Site
from app.web.staff.door import Door
from app.web.staff.words import written

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ADDRESSEES = (("To buyers", TO_BUYERS), ("To participants", TO_PARTICIPANTS))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page of a letter shows besides it: what was written, and what came of that."""

    text: MailText
    errors: Mapping[Part, str]
    seen: int
    moved: MailTextMovedOn | None = None
    notice: str = ""
    tone: str = "good"


class Mails:
    """The views; each parses, makes one call inwards and answers. All are for who mends."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show every letter, and in which languages it was written into."""
        self._door.mender()
        desk = mail_desk(self._parts.sessions, _program())
        if desk is None:
            abort(HTTPStatus.NOT_FOUND)
        shown = render_template(
            "staff/mails.html", desk=desk, addressees=_ADDRESSEES, languages=LANGUAGES.values()
        )
        return make_response(shown)

    @guarded("staff")
    def show(self, kind: str, language: str) -> Response:
        """Show one letter as it is now."""
        desk = self._desk(kind, language)
        return self._page(desk, _Shown(desk.own, {}, desk.seen))

    @guarded("staff")
    def preview(self, kind: str, language: str) -> Response:
        """Show how the letter would look with what is written; nothing is kept."""
        desk = self._desk(kind, language)
        text = read_mail_text(request.form)
        errors: Mapping[Part, str] = {}
        try:
            check_mail_text(desk.about.kind, text)
        except MailTextMistaken as mistaken:
            errors = mistaken.mistakes
        return self._page(desk, _Shown(text, errors, _seen()))

    @guarded("staff")
    def change(self, kind: str, language: str) -> Response:
        """Keep what is written."""
        return self._keep(self._desk(kind, language), read_mail_text(request.form))

    @guarded("staff")
    def give_back(self, kind: str, language: str) -> Response:
        """Have the letter be ours again."""
        return self._keep(self._desk(kind, language), OURS)

    @guarded("staff")
    def test(self, kind: str, language: str) -> Response:
        """Send the letter with what is written to whoever asks for it; nothing is kept."""
        member, desk = self._door.mender(), self._desk(kind, language)
        text, trial = read_mail_text(request.form), self._parts.trial
        if trial is None:
            abort(HTTPStatus.NOT_FOUND)
        try:
            outcome = send_test_letter(
                self._parts.sessions,
                trial,
                about=desk.about,
                text=text.over(desk.beneath),
                to=member.email,
                secret=self._site.secret,
                now=self._parts.clock(),
            )
        except MailTextMistaken as mistaken:
            return self._page(desk, _Shown(text, mistaken.mistakes, _seen()))
        except TooOften as often:
            notice = f"{often}. No letter was sent."
            return self._page(desk, _Shown(text, {}, _seen(), notice=notice, tone="warn"))
        notice, tone = _said(outcome, member)
        return self._page(desk, _Shown(text, {}, _seen(), notice=notice, tone=tone))

    def _desk(self, kind: str, language: str) -> LetterDesk:
        """Return the letter for somebody who may write into it; else forbidden, or not found."""
        self._door.mender()
        if kind not in LETTERS or language not in LANGUAGES:
            abort(HTTPStatus.NOT_FOUND)
        about = About(EventKind(kind), language, _program())
        found = letter_desk(self._parts.sessions, about)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return found

    def _keep(self, desk: LetterDesk, text: MailText) -> Response:
        member, about = self._door.mender(), desk.about
        try:
            changed = change_mail_text(
                self._parts.sessions,
                about=about,
                text=text,
                seen=_seen(),
                by=member.email,
                now=self._parts.clock(),
            )
        except MailTextMistaken as mistaken:
            return self._page(desk, _Shown(text, mistaken.mistakes, _seen()))
        except MailTextMovedOn as moved:
            # Read anew: what counts now is shown beside what was written.
            now = self._desk(about.kind, about.language)
            return self._page(now, _Shown(text, {}, now.seen, moved))
        if changed:
            logs.log().info(
                "mail text changed",
                kind=about.kind,
                language=about.language,
                program=about.program,
                staff=member.id,
            )
        flash(_kept(text, changed=bool(changed)), "good")
        address = url_for("staff.mail", **_address(about))
        return redirect(address, HTTPStatus.SEE_OTHER)

    def _page(self, desk: LetterDesk, shown: _Shown) -> Response:
        example = None if shown.errors else self._example(desk, shown.text)
        page = render_template(
            "staff/mail.html",
            desk=desk,
            about=desk.about,
            name=LETTERS[desk.about.kind],
            language=LANGUAGES[desk.about.language],
            address=_address(desk.about),
            shown=shown,
            errors=shown.errors,
            example=example,
            mails=self._parts.trial is not None,
            limits=LIMITS,
            placeholders={part: placeholders_of(desk.about.kind, part) for part in Part},
            meanings=MEANINGS,
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if shown.errors else HTTPStatus.OK
        response = make_response(page, HTTPStatus.CONFLICT if shown.moved else status)
        if example:
            response.headers["Content-Security-Policy"] = content_security_policy(
                self._site, styles=_styles(example.html)
            )
        return response

    def _example(self, desk: LetterDesk, text: MailText) -> Example | None:
        trial = self._parts.trial
        return trial.show(desk.about, text.over(desk.beneath)) if trial else None


def _program() -> str:
    return written(request.args.get("program", EVERY_PROGRAM), limit=64)


def _seen() -> int:
    number = request.form.get("seen", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0


def _address(about: About) -> dict[str, Any]:
    """Return what the addresses of a letter's pages are made of."""
    return {
        "kind": about.kind.value,
        "language": about.language,
        "program": about.program or None,
    }


def _styles(html: str) -> tuple[str, ...]:
    """Return what lets the letter's own style be drawn in the page's frame, and no other."""
    digests = (sha256(style.encode()).digest() for style in _STYLE.findall(html)[:1])
    return tuple(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


def _kept(text: MailText, *, changed: bool) -> str:
    if not changed:
        return "It said so already. Nothing was changed."
    if text.is_ours:
        return "The letter is ours again, from the next one on."
    return "It is kept. The next letter says so."


def _said(outcome: Outcome, member: Member) -> tuple[str, str]:
    """Say what became of a test letter, and in which tone."""
    if isinstance(outcome, Told):
        return f"The letter was handed over for {member.email}: {outcome.words}.", "good"
    if isinstance(outcome, Unknown):
        return f"Nobody knows whether the letter went: {outcome.words}.", "warn"
    return f"The letter was not sent: {outcome.words}.", "bad"
