"""The voucher of a form that is checked before it is sent: applied, or removed again."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from app.domain.draft import Filled, FormChanged
from app.domain.guard import guarded
from app.domain.said import sentence
from app.domain.voucher import VoucherGone
from app.domain.voucher_code import read_code
from app.parts import Parts
from app.queries.fit import fit_of
from app.queries.registering import CheckPage, check_page
from app.usecases.keep_draft import keep_draft
from app.web.addresses import address_of
from app.web.limits import note_wrong_voucher

# Whoever is told this had the voucher accepted before: it tells nothing to who guesses.
GONE = sentence(
    "This voucher cannot be used any more: it was used up or ended meanwhile. Remove it to go on"
    " without"
)


class VoucherBox:
    """The view; the draft that is there stays as it is, another one has the voucher."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @guarded("draft_token")
    def change(self, code: str, token: str) -> Response:
        """Apply the voucher that was typed, or go on without one where nothing was."""
        check = None if "\0" in token else self._check_page(code, token)
        if check is None or check.reference:
            # That page says what there is to say: it is gone, or has become an order.
            return self._to_check(code, token)
        typed = request.form.get("voucher", "")
        voucher = read_code(typed)
        filled = replace(check.filled, voucher=voucher)
        if (typed.strip() and not voucher) or self.refuses(code, filled):
            return self._to_check(code, token, "refused")
        parts = self._parts
        kept = keep_draft(
            parts.sessions, class_id=check.page.class_id, filled=filled, now=parts.clock()
        )
        return self._to_check(code, kept)

    def refuses(self, code: str, filled: Filled) -> bool:
        """Say whether the form's voucher cannot be used there; then it counts as a guess."""
        now = self._parts.clock()
        refused = fit_of(self._parts.sessions, code=code, filled=filled, now=now).refused
        if refused:
            note_wrong_voucher()
        return refused

    def _check_page(self, code: str, token: str) -> CheckPage | None:
        return check_page(self._parts.sessions, code=code, token=token, now=self._parts.clock())

    def _to_check(self, code: str, token: str, voucher: str | None = None) -> Response:
        # What is None is left out of the address.
        address = address_of("registering.check", code=code, token=token, voucher=voucher)
        return redirect(address, HTTPStatus.SEE_OTHER)


def back_to_form(code: str, token: str, changed: FormChanged) -> Response:
    """Lead back to the form, which says what is not as it was."""
    gone = isinstance(changed, VoucherGone)
    # What is None is left out of the address.
    what: dict[str, Any] = {"voucher": "gone" if gone else None, "changed": None if gone else 1}
    address = address_of("registering.form", code=code, draft=token, **what)
    return redirect(address, HTTPStatus.SEE_OTHER)
