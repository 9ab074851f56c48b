"""Registering for a class: the form, the check-answers page, and sending it.

Here: the addresses under /classes/<code>/register. Not here: reading and drawing the form
(forms/), the order that comes of it (orders.py), paying (paying.py).
"""

from collections.abc import Mapping
from http import HTTPStatus

from babel import Locale
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from app.domain.course_class import ClassClosed, ClassFull
from app.domain.draft import DraftGone, FormChanged
from app.domain.guard import guarded
from app.domain.money import Money
from app.domain.payment_plan import Wish
from app.domain.voucher import UNUSABLE
from app.domain.voucher_code import read_code
from app.logs import request_id
from app.parts import Parts
from app.queries.registering import (
    CheckPage,
    RegisteringPage,
    check_page,
    registering_page,
)
from app.usecases.keep_draft import keep_draft
from app.usecases.register import Registered, register
from app.web.barred_page import BarredPage
from app.web.counting import count, length
from app.web.draining import let_finish
from app.web.forms.agreed import agreed_total
from app.web.forms.answers import answers_of
from app.web.forms.fields import form_page
from app.web.forms.given import (
    VOUCHER,
    Given,
    given_from_browser,
    given_from_draft,
    given_from_nothing,
    rearranged,
    well_formed_source,
)
from app.web.forms.reading import Asked, Read, read_form
from app.web.paying import to_order, to_pay, ways_to_pay
from app.web.privacy import keep_private, may_come_back
from app.web.site import Site
from app.web.voucher_box import GONE, VoucherBox, back_to_form
from app.web.ways_to_pay import read_wish, ways_shown

# PostgreSQL takes no text that has one.
_NUL = "\0"


class Registering:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site
        self._barred = BarredPage(parts)
        self._voucher = VoucherBox(parts)
        self._country = Locale("en").territories.get(site.country, site.country)

    @guarded("public")
    def form(self, code: str) -> Response:
        """Show the form, empty or as a draft has it."""
        page = self._page(code, draft_token=request.args.get("draft", ""))
        if page is None:
            return _unknown()
        if page.barred:
            return self._barred.answer(page, status=HTTPStatus.OK)
        if page.draft is None:
            source = well_formed_source(request.args.get("source", ""))
            voucher = read_code(request.args.get("voucher", ""))
            given = given_from_nothing(source=source, voucher=voucher)
            return may_come_back(self._form(page, given))
        changed = "changed" in request.args or page.draft.form_id != page.form_id
        gone = {VOUCHER: GONE} if request.args.get("voucher") == "gone" else {}
        return self._form(
            page,
            given_from_draft(page.draft),
            read=Read(filled=None, errors=gone),
            news="changed" if changed else "",
        )

    @guarded("public")
    def fill(self, code: str) -> Response:
        """Take the form: add or remove a participant, say what is wrong, or go on to the check."""
        page = self._page(code)
        if page is None:
            return _unknown()
        given = given_from_browser(request.form)
        if page.barred:
            return self._barred.answer(page, status=HTTPStatus.CONFLICT)
        changed = rearranged(given, request.form.get("action", ""))
        if changed is not None:
            return self._form(page, changed)
        read = self._read(page, given)
        if read.filled is None:
            return self._form(page, given, read=read, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        now = self._parts.clock()
        token = keep_draft(
            self._parts.sessions, class_id=page.class_id, filled=read.filled, now=now
        )
        return _see(url_for("registering.check", code=code, token=token))

    @guarded("draft_token")
    def check(self, code: str, token: str) -> Response:
        """Show everything once more before it is sent; what was sent already leads to its order."""
        return self._check(self._check_page(code, token), code, token)

    @guarded("draft_token")
    def send(self, code: str, token: str) -> Response:
        """Register; what has to be paid leads on to where it is paid. Twice does no more."""
        if _NUL in token:
            return _gone(code)
        try:
            agreed = agreed_total(request.form)
            chosen = read_wish(request.form)
            if chosen.wish is None:
                wrong = HTTPStatus.UNPROCESSABLE_ENTITY
                check = self._check_page(code, token)
                return self._check(check, code, token, errors=chosen.errors, status=wrong)
            registered = self._register(token, chosen.wish, agreed)
        except (ClassFull, ClassClosed):
            return self._refused(code, token)
        except DraftGone:
            return _gone(code)
        except FormChanged as changed:
            return back_to_form(code, token, changed)
        self._parts.wake(registered.destinations)
        if registered.payable:
            return to_pay(self._parts, self._site, registered.reference, total=agreed)
        return to_order(self._site, registered.reference)

    def forged(self, error: CSRFError) -> Response:
        """Answer a form that did not come from our page; nothing that was written is lost."""
        arguments = request.view_args or {}
        code, token = str(arguments.get("code", "")), str(arguments.get("token", ""))
        if token:
            return self._check(
                self._check_page(code, token), code, token, status=HTTPStatus.BAD_REQUEST
            )
        page = self._page(code)
        if page is None:
            return _unknown()
        given = given_from_browser(request.form)
        return self._form(page, given, news="forged", status=HTTPStatus.BAD_REQUEST)

    def too_large(self, error: RequestEntityTooLarge) -> Response:
        """Answer a form that is larger than any real one."""
        let_finish(request)
        page = render_template("registering/too_large.html", code=(request.view_args or {})["code"])
        return make_response(page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _register(self, token: str, wish: Wish, agreed: Money | None) -> Registered:
        return register(
            self._parts.sessions,
            draft_token=token,
            partners=self._parts.partners,
            now=self._parts.clock(),
            hold=self._site.hold,
            agreed=agreed,
            wish=wish,
            request_id=request_id() or "",
        )

    def _page(self, code: str, *, draft_token: str = "") -> RegisteringPage | None:
        if _NUL in code:
            return None
        token = "" if _NUL in draft_token else draft_token
        return registering_page(
            self._parts.sessions, code=code, now=self._parts.clock(), draft_token=token
        )

    def _check_page(self, code: str, token: str) -> CheckPage | None:
        if _NUL in token:
            return None
        return check_page(self._parts.sessions, code=code, token=token, now=self._parts.clock())

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
            free_seats=page.free_seats,
            country=self._site.country,
            home=page.seller_country or self._parts.seller.country or self._site.country,
            membership=page.has_members,
            vat_number=page.exemptable,
            extras=page.extras,
        )

    def _form(
        self,
        page: RegisteringPage,
        given: Given,
        *,
        read: Read | None = None,
        news: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        errors = read.errors if read else {}
        form = form_page(given, page, country=self._country, errors=errors)
        return _page_of("registering/form.html", status, page=page, form=form, news=news)

    def _check(
        self,
        check: CheckPage | None,
        code: str,
        token: str,
        *,
        errors: Mapping[str, str] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        if check is None:
            return _gone(code)
        if check.reference:
            return to_order(self._site, check.reference)
        if check.changed:
            return _see(url_for("registering.form", code=code, draft=token, changed=1))
        if check.refused:
            return _see(url_for("registering.form", code=code, draft=token, voucher="gone"))
        if check.page.barred:
            return self._barred.answer(check.page, status=status, token=token)
        ways = ways_to_pay(self._parts, check.total)
        refused = {VOUCHER: UNUSABLE} if request.args.get("voucher") == "refused" else {}
        return _page_of(
            "registering/check.html",
            status,
            check=check,
            page=check.page,
            token=token,
            hold=self._site.hold,
            ways=ways,
            plans=ways_shown(check, online=ways),
            groups=answers_of(check.filled, check.page.questions, check.page.extras),
            errors=errors or refused,
            news="forged" if status is HTTPStatus.BAD_REQUEST else "",
            given=request.form,
        )

    def _refused(self, code: str, token: str) -> Response:
        page = self._page(code)
        if page is None:
            return _unknown()
        return self._barred.answer(page, status=HTTPStatus.CONFLICT, token=token)


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses of registering."""
    blueprint = Blueprint("registering", __name__)
    views = Registering(parts, site)
    address = "/classes/<code>/register"
    blueprint.add_url_rule(address, "form", views.form, methods=["GET"])
    blueprint.add_url_rule(address, "fill", views.fill, methods=["POST"])
    blueprint.add_url_rule(f"{address}/<token>", "check", views.check, methods=["GET"])
    blueprint.add_url_rule(f"{address}/<token>", "send", views.send, methods=["POST"])
    voucher = VoucherBox(parts)
    blueprint.add_url_rule(
        f"{address}/<token>/voucher", "voucher", voucher.change, methods=["POST"]
    )
    blueprint.register_error_handler(CSRFError, views.forged)
    blueprint.register_error_handler(RequestEntityTooLarge, views.too_large)
    blueprint.after_request(keep_private)
    blueprint.context_processor(lambda: {"count": count, "length": length})
    return blueprint


def _see(address: str) -> Response:
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page_of(template: str, status: HTTPStatus, **shown: object) -> Response:
    return make_response(render_template(template, **shown), status)


def _unknown() -> Response:
    return _page_of("registering/unknown.html", HTTPStatus.NOT_FOUND)


def _gone(code: str) -> Response:
    return _page_of("registering/gone.html", HTTPStatus.NOT_FOUND, code=code)
