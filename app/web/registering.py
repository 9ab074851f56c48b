"""Registering for a class: the form, and all addresses under /classes/<code>/register.

Not here: reading and drawing the form (forms/), the check-answers page that comes next
(checking.py), the order that comes of it (orders.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from app.domain.draft import Filled
from app.domain.form.challenge import Visit
from app.domain.guard import guarded
from app.domain.voucher import UNUSABLE
from app.domain.voucher_code import read_code
from app.domain.wording import say_country
from app.parts import Parts
from app.queries.registering import RegisteringPage, registering_page
from app.usecases.keep_draft import keep_draft
from app.web.addresses import address_of
from app.web.barred_page import BarredPage
from app.web.checking import NUL, Checking, unknown
from app.web.counting import count, length
from app.web.draining import let_finish
from app.web.forms.asking import taken_over
from app.web.forms.fields import form_page
from app.web.forms.given import (
    FORM,
    VOUCHER,
    Given,
    given_from_browser,
    given_from_draft,
    given_from_nothing,
    rearranged,
    well_formed_source,
)
from app.web.forms.questions import worded
from app.web.forms.reading import Asked, Read, read_form
from app.web.half_forms import KEEP, HalfForms
from app.web.machine import is_this_machine
from app.web.moment import FIELD, Moments
from app.web.privacy import keep_private, may_come_back
from app.web.reader import chosen_by_reader
from app.web.site import Site
from app.web.uploads import Uploads, wanted_on
from app.web.voucher_box import GONE, VoucherBox


class Registering:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site
        self._barred = BarredPage(parts)
        self._half = HalfForms(parts, site)
        self._checking = Checking(parts, site)
        self._voucher = VoucherBox(parts)
        self._uploads = Uploads(parts)
        self._moments = Moments(site.secret)
        self._country = say_country(site.country)

    @guarded("public")
    def form(self, code: str) -> Response:
        """Show the form, empty or as a draft has it."""
        kept = self._half.asked_for(code)
        written = kept.given if kept else None
        page = self._page(
            code,
            draft_token=request.args.get("draft", ""),
            shown=written.one(FORM) if written else None,
        )
        if page is None:
            return unknown()
        if page.barred:
            return self._barred.answer(page, status=HTTPStatus.OK)
        if kept and written:
            news = "changed" if page.outdated else ""
            return self._form(page, written, news=news, kept=kept.address)
        if page.draft is None:
            return may_come_back(self._anew(page, news="not_kept" if kept else ""))
        return self._as_drafted(page, page.draft)

    def _anew(self, page: RegisteringPage, *, news: str) -> Response:
        """Draw the form as it is before anybody wrote."""
        source = well_formed_source(request.args.get("source", ""))
        voucher = read_code(request.args.get("voucher", ""))
        given = given_from_nothing(source=source, voucher=voucher)
        return self._form(page, given, news=news, begun=self._half.begun(page.course.code))

    def _as_drafted(self, page: RegisteringPage, draft: Filled) -> Response:
        """Draw the form as it was filled in before."""
        changed = "changed" in request.args or page.outdated
        gone = {VOUCHER: GONE} if request.args.get("voucher") == "gone" else {}
        return self._form(
            page,
            given_from_draft(draft),
            read=Read(filled=None, errors=gone),
            news="changed" if changed else "",
        )

    @guarded("public")
    def fill(self, code: str) -> Response:
        """Take the form: add or remove a participant, say what is wrong, or go on to the check."""
        page = self._page(code, shown=request.form.get(FORM))
        if page is None:
            return unknown()
        if page.barred:
            return self._barred.answer(page, status=HTTPStatus.CONFLICT)
        given = given_from_browser(request.form)
        taken = self._uploads.take(wanted_on(page, given), given)
        given = taken.given
        changed = _rearranged(given, page)
        if changed is not None:
            return self._form(page, changed)
        if request.form.get("action") == KEEP:
            return _see(self._half.keep(page, given))
        if page.outdated:
            return self._form(page, given, news="changed", status=HTTPStatus.CONFLICT)
        read = _with(self._read(page, given), taken.refused)
        if read.filled is None:
            self._half.remember(page, given)
            wrong = HTTPStatus.UNPROCESSABLE_ENTITY if read.errors else HTTPStatus.OK
            return self._form(page, given, read=read, status=wrong)
        return self._go_on(page, given, read.filled)

    def _go_on(self, page: RegisteringPage, given: Given, filled: Filled) -> Response:
        """Put aside what was filled in, and lead to the check; or ask whether somebody is there."""
        now, code = self._parts.clock(), page.course.code
        if not self._lets_in(given, code, now):
            return self._form(page, given, challenge=self._site.challenge.template)
        token = keep_draft(self._parts.sessions, class_id=page.class_id, filled=filled, now=now)
        self._half.forget(code)
        return _see(address_of("registering.check", code=code, token=token))

    def _lets_in(self, given: Given, code: str, now: datetime) -> bool:
        """Say whether a person may have sent it; this machine itself is not asked."""
        if is_this_machine(request.remote_addr):
            return True
        seconds = self._moments.since(given.one(FIELD), code, now)
        return self._site.challenge.lets_in(Visit(seconds, given.texts))

    def forged(self, error: CSRFError) -> Response:
        """Answer a form that did not come from our page; nothing that was written is lost."""
        arguments = request.view_args or {}
        code, token = str(arguments.get("code", "")), str(arguments.get("token", ""))
        if token:
            return self._checking.answer(code, token, news="forged", status=HTTPStatus.BAD_REQUEST)
        page = self._page(code, shown=request.form.get(FORM))
        if page is None:
            return unknown()
        given = given_from_browser(request.form)
        given = self._uploads.find(wanted_on(page, given), given)
        return self._form(page, given, news="forged", status=HTTPStatus.BAD_REQUEST)

    def too_large(self, error: RequestEntityTooLarge) -> Response:
        """Answer a form that is larger than any real one."""
        let_finish(request)
        page = render_template("registering/too_large.html", code=(request.view_args or {})["code"])
        return make_response(page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _page(
        self, code: str, *, draft_token: str = "", shown: str | None = None
    ) -> RegisteringPage | None:
        if NUL in code:
            return None
        token = "" if NUL in draft_token else draft_token
        page = registering_page(
            self._parts.sessions,
            code=code,
            now=self._parts.clock(),
            draft_token=token,
            shown=shown,
        )
        return replace(page, questions=worded(page.questions)) if page else None

    def _read(self, page: RegisteringPage, given: Given) -> Read:
        """Read the form; its voucher is looked at once everything else is right."""
        read = read_form(given, self._asked(page))
        if read.filled is None or not read.filled.voucher:
            return read
        if not self._voucher.refuses(page.course.code, read.filled):
            return read
        return Read(filled=None, errors={VOUCHER: UNUSABLE})

    def _asked(self, page: RegisteringPage) -> Asked:
        return Asked(
            form_id=page.form_id,
            questions=page.questions,
            currencies=[offer.currency for offer in page.offers],
            free_seats=page.most,
            has_line=page.has_line,
            country=self._site.country,
            home=page.seller_country or self._parts.seller.country or self._site.country,
            membership=page.has_members,
            vat_number=page.exemptable,
            extras=page.extras,
            language=chosen_by_reader(),
        )

    def _form(
        self,
        page: RegisteringPage,
        given: Given,
        *,
        read: Read | None = None,
        news: str = "",
        status: HTTPStatus = HTTPStatus.OK,
        kept: str = "",
        begun: str = "",
        challenge: str = "",
    ) -> Response:
        """Draw the form; ``kept`` is the link that leads back to it, ``begun`` to an older one.

        ``challenge`` is the template of what is to be done first.
        """
        code, now, moment = page.course.code, self._parts.clock(), given.one(FIELD)
        if self._moments.since(moment, code, now) is None:
            moment = self._moments.now(code, now)
        errors = read.errors if read else {}
        form = form_page(
            given,
            page,
            country=self._country,
            country_code=self._site.country,
            errors=errors,
        )
        more = len(read.more) if read else 0
        return _page_of(
            "registering/form.html",
            status,
            page=page,
            form=form,
            news=news,
            more=more,
            kept=kept,
            begun=begun,
            challenge=challenge,
            moment=moment,
        )


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses of registering."""
    blueprint = Blueprint("registering", __name__)
    views = Registering(parts, site)
    checking = Checking(parts, site)
    address = "/classes/<code>/register"
    blueprint.add_url_rule(address, "form", views.form, methods=["GET"])
    blueprint.add_url_rule(address, "fill", views.fill, methods=["POST"])
    blueprint.add_url_rule(f"{address}/<token>", "check", checking.show, methods=["GET"])
    blueprint.add_url_rule(f"{address}/<token>", "send", checking.send, methods=["POST"])
    voucher = VoucherBox(parts)
    blueprint.add_url_rule(
        f"{address}/<token>/voucher", "voucher", voucher.change, methods=["POST"]
    )
    blueprint.register_error_handler(CSRFError, views.forged)
    blueprint.register_error_handler(RequestEntityTooLarge, views.too_large)
    blueprint.after_request(keep_private)
    blueprint.context_processor(lambda: {"count": count, "length": length})
    return blueprint


def _rearranged(given: Given, page: RegisteringPage) -> Given | None:
    """Return the form as a button that is not *Continue* has it, or None for *Continue*."""
    action = request.form.get("action", "")
    return rearranged(given, action) or taken_over(given, action, page.questions)


def _with(read: Read, refused: Mapping[str, str]) -> Read:
    """Return the form with the files that were refused; what is wrong with one says most."""
    return replace(read, filled=None, errors={**read.errors, **refused}) if refused else read


def _see(address: str) -> Response:
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page_of(template: str, status: HTTPStatus, **shown: object) -> Response:
    return make_response(render_template(template, **shown), status)
