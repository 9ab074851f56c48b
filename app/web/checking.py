"""The check-answers page, and sending what it shows.

Not here: the form before it (registering.py), paying after it (paying.py).
"""

from collections.abc import Mapping
from http import HTTPStatus

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.course_class import ClassClosed, ClassFull
from app.domain.draft import DraftGone, FormChanged
from app.domain.guard import guarded
from app.domain.money import Money
from app.domain.objection import Unpayable
from app.domain.payment_plan import AT_ONCE, Wish
from app.domain.voucher import UNUSABLE
from app.domain.waiting import InLineAlready, PlaceWish, SeatsFree
from app.logs import request_id
from app.parts import Parts
from app.queries.order.link import link_turn
from app.queries.registering import CheckPage, check_page, registering_page
from app.usecases.register import Registered, register
from app.web.addresses import address_of
from app.web.barred_page import BarredPage
from app.web.forms.agreed import agreed_total
from app.web.forms.answers import answers_of
from app.web.forms.given import VOUCHER
from app.web.forms.questions import worded
from app.web.paying import to_order, to_pay, ways_to_pay, why_not_online
from app.web.site import Site
from app.web.voucher_box import back_to_form
from app.web.ways_to_pay import read_wish, ways_shown

# PostgreSQL takes no text that has one.
NUL = "\0"


class Checking:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site
        self._barred = BarredPage(parts)

    @guarded("draft_token")
    def show(self, code: str, token: str) -> Response:
        """Show everything once more before it is sent; what was sent already leads to its order."""
        return self.answer(code, token)

    @guarded("draft_token")
    def send(self, code: str, token: str) -> Response:
        """Register; what has to be paid leads on to where it is paid. Twice does no more."""
        if NUL in token:
            return gone(code)
        try:
            if request.form.get("place_wish") == PlaceWish.LINE:
                return self._line_up(token)
            chosen = read_wish(request.form)
            if chosen.wish is None:
                wrong = HTTPStatus.UNPROCESSABLE_ENTITY
                return self.answer(code, token, errors=chosen.errors, status=wrong)
            return self._register(token, chosen.wish)
        except (ClassFull, ClassClosed, Unpayable):
            return self._refused(code, token)
        except (SeatsFree, InLineAlready) as why:
            news = "free" if isinstance(why, SeatsFree) else "in_line"
            return self.answer(code, token, news=news, status=HTTPStatus.CONFLICT)
        except DraftGone:
            return gone(code)
        except FormChanged as changed:
            return back_to_form(code, token, changed)

    def _line_up(self, token: str) -> Response:
        """Have them join the waiting list; nothing is to be agreed to yet."""
        registered = self._send(token, AT_ONCE, agreed=None, place_wish=PlaceWish.LINE)
        return self._done(registered.reference)

    def _register(self, token: str, wish: Wish) -> Response:
        agreed = agreed_total(request.form)
        registered = self._send(token, wish, agreed=agreed)
        reference = registered.reference
        # Ways to pay come back by the link that opens the order now.
        if registered.payable and not link_turn(self._parts.sessions, reference):
            return self._pay(reference, registered.asked or agreed)
        return self._done(reference)

    def _pay(self, reference: str, asked: Money | None) -> Response:
        """Lead to where the order is paid."""
        return to_pay(self._parts, self._site, reference, asked=asked)

    def _done(self, reference: str) -> Response:
        """Lead to what was made of the draft; one whose link was renewed since is found anew."""
        return to_order(self._parts, self._site, reference, new=True)

    def _send(
        self,
        token: str,
        wish: Wish,
        *,
        agreed: Money | None,
        place_wish: PlaceWish = PlaceWish.SEAT,
    ) -> Registered:
        registered = register(
            self._parts.sessions,
            draft_token=token,
            partners=self._parts.partners,
            now=self._parts.clock(),
            hold=self._site.hold,
            agreed=agreed,
            wish=wish,
            place_wish=place_wish,
            gateways=self._parts.gateways,
            request_id=request_id() or "",
            seal=self._parts.seal,
        )
        self._parts.wake(registered.destinations)
        return registered

    def answer(
        self,
        code: str,
        token: str,
        *,
        errors: Mapping[str, str] | None = None,
        news: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Draw the page, or lead to where that draft has to be looked at instead.

        ``news`` is what came in between (registering/_news.html).
        """
        check = self._page(code, token)
        if check is None:
            return gone(code)
        if check.reference:
            return self._done(check.reference)
        if check.changed:
            return _see(address_of("registering.form", code=code, draft=token, changed=1))
        if check.refused:
            return _see(address_of("registering.form", code=code, draft=token, voucher="gone"))
        if check.page.barred:
            return self._barred.answer(check.page, status=status, token=token)
        return self._draw(check, token, errors or {}, news, status=status)

    def _draw(
        self,
        check: CheckPage,
        token: str,
        errors: Mapping[str, str],
        news: str,
        *,
        status: HTTPStatus,
    ) -> Response:
        ways = ways_to_pay(self._parts, check.total)
        refused = {VOUCHER: UNUSABLE} if request.args.get("voucher") == "refused" else {}
        drawn = render_template(
            "registering/check.html",
            check=check,
            page=check.page,
            token=token,
            hold=self._site.hold,
            ways=ways,
            plans=ways_shown(check, online=ways),
            groups=answers_of(check.filled, worded(check.page.questions), check.page.listed),
            errors=errors or refused,
            unpayable=why_not_online(self._parts, check.total) if check.unpayable else "",
            news=news,
            given=request.form,
        )
        return make_response(drawn, status)

    def _page(self, code: str, token: str) -> CheckPage | None:
        if NUL in token:
            return None
        parts = self._parts
        return check_page(
            parts.sessions,
            code=code,
            token=token,
            now=parts.clock(),
            takers=parts.gateways.values(),
        )

    def _refused(self, code: str, token: str) -> Response:
        """Say that it is full, or closed; where they may wait instead, ask them whether they do.

        What nobody takes payment for is said on the page itself.
        """
        sessions, now = self._parts.sessions, self._parts.clock()
        page = None if NUL in code else registering_page(sessions, code=code, now=now)
        if page is None:
            return unknown()
        check = self._page(code, token)
        shown = check is not None and (check.waits or check.unpayable)
        if shown and not page.barred:
            news = "full" if check and check.waits else ""
            return self.answer(code, token, news=news, status=HTTPStatus.CONFLICT)
        return self._barred.answer(page, status=HTTPStatus.CONFLICT, token=token)


def gone(code: str) -> Response:
    """Say that there is no such draft (any more)."""
    return make_response(render_template("registering/gone.html", code=code), HTTPStatus.NOT_FOUND)


def unknown() -> Response:
    """Say that there is no such class."""
    return make_response(render_template("registering/unknown.html"), HTTPStatus.NOT_FOUND)


def _see(address: str) -> Response:
    return redirect(address, HTTPStatus.SEE_OTHER)
