"""An order's own pages: where it stands, accepting an offer, paying, giving it up.

Whoever has the order's token sees it; everybody else, and whoever asks for an order that is not
there, is told the same. Not here: its files (order_files.py), what an order is made of
(registering.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from app.domain.draft import FormChanged
from app.domain.ending import BY_BUYER
from app.domain.guard import guarded
from app.domain.paper import PaperKind
from app.domain.payment_plan import Wish
from app.domain.reason import OwnReason
from app.domain.registration import RegistrationState
from app.domain.waiting import DECLINED, LEFT
from app.languages import reader
from app.logs import request_id
from app.parts import Parts
from app.queries.order.page import order_page
from app.queries.order.shown import OrderPage
from app.queries.order.story import order_story
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.leave_line import leave_line
from app.usecases.release_hold import Released, release_hold
from app.usecases.settle_payment import settle_payment
from app.web import changing_answers, leaving, moving, passing_on
from app.web.answering import Answering
from app.web.cancelling import Cancelling
from app.web.counting import count, length
from app.web.money_back import told
from app.web.opening import fits, has_token
from app.web.order_beside import others_of, papers_shown, pay_to_of
from app.web.order_files import OrderFiles, unknown
from app.web.order_news import News, looks_again, news_of
from app.web.papers import KINDS
from app.web.paying import to_order, to_pay, ways_to_pay, why_not_online
from app.web.privacy import keep_private
from app.web.reader import read_by
from app.web.site import Site
from app.web.ways_to_pay import read_wish, ways_to_accept


class Orders:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def show(self, reference: str) -> Response:
        """Show where the order stands; after paying, while nothing is known yet, say so."""
        order = self._order(reference)
        if order is None:
            return unknown()
        if "paid" in request.args and order.unsettled:
            return self._answer("order/checking.html", order)
        return self._answer(
            "order/order.html", order, news=news_of(order, request.args.get("news", ""))
        )

    @guarded("order_token")
    def pay(self, reference: str) -> Response:
        """Lead to where the order is paid: to the gateway that was chosen, or the usual one."""
        order = self._order(reference)
        if order is None:
            return unknown()
        return to_pay(self._parts, self._site, reference, asked=order.asked)

    @guarded("order_token")
    def back(self, reference: str) -> Response:
        """Lead whoever comes from paying to the order's page."""
        if not fits(self._parts, self._site, reference, request.args.get("key", "")):
            return unknown()
        return to_order(
            self._parts, self._site, reference, paid="1" if "paid" in request.args else None
        )

    @guarded("order_token")
    def check(self, reference: str) -> Response:
        """Ask the gateway how the order's payments stand, then show the order."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        parts = self._parts
        settle_payment(
            parts.sessions,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            order_reference=reference,
            request_id=request_id() or "",
        )
        return to_order(self._parts, self._site, reference, news=News.CHECKED)

    @guarded("order_token")
    def ask_to_cancel(self, reference: str) -> Response:
        """Ask whether the unpaid order is really to be given up."""
        order = self._order(reference)
        if order is None:
            return unknown()
        if not order.cancellable:
            return to_order(self._parts, self._site, reference)
        return self._answer("order/cancel.html", order)

    @guarded("order_token")
    def cancel(self, reference: str) -> Response:
        """Give the unpaid order up, or decline its offer; one whose money is on its way stays."""
        order = self._order(reference)
        if order is None:
            return unknown()
        parts = self._parts
        ended = release_hold(
            parts.sessions,
            reference=reference,
            state=RegistrationState.CANCELLED,
            reason=DECLINED if order.offered else BY_BUYER,
            own=OwnReason.OFFER_DECLINED if order.offered else OwnReason.CANCELLED_BY_BUYER,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )
        kept = ended in (Released.PAID, Released.WAITING)
        return to_order(self._parts, self._site, reference, news=News.KEPT if kept else None)

    @guarded("order_token")
    def accept(self, reference: str) -> Response:
        """Accept places that were offered, as they are to be paid; online, the payment accepts."""
        order = self._order(reference)
        if order is None:
            return unknown()
        try:
            chosen = read_wish(request.form)
            if chosen.wish is None:
                return self._answer("order/order.html", order, errors=chosen.errors)
            ended = self._accept(reference, chosen.wish)
        except FormChanged:
            return to_order(self._parts, self._site, reference)
        if ended is Accepted.PAYABLE:
            return self.pay(reference)
        late = ended is Accepted.TOO_LATE
        return to_order(self._parts, self._site, reference, news=News.TOO_LATE if late else None)

    def _accept(self, reference: str, wish: Wish) -> Accepted:
        parts = self._parts
        return accept_offer(
            parts.sessions,
            reference=reference,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            wish=wish,
            gateways=parts.gateways,
            request_id=request_id() or "",
        )

    @guarded("order_token")
    def ask_to_leave(self, reference: str) -> Response:
        """Ask whether the place in line is really to be given up."""
        order = self._order(reference)
        if order is None:
            return unknown()
        if order.position is None:
            return to_order(self._parts, self._site, reference)
        return self._answer("order/leave.html", order)

    @guarded("order_token")
    def leave(self, reference: str) -> Response:
        """Leave the waiting list; who was offered places meanwhile sees them."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        parts = self._parts
        leave_line(
            parts.sessions,
            reference=reference,
            reason=LEFT,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        return to_order(self._parts, self._site, reference)

    def forged(self, error: CSRFError) -> Response:
        """Answer a button that was not pressed on our page: nothing was done."""
        del error
        arguments = request.view_args or {}
        order = self._order(str(arguments.get("reference", "")))
        if order is None:
            return unknown()
        answer = self._answer("order/order.html", order, news=News.FORGED)
        answer.status_code = HTTPStatus.BAD_REQUEST
        return answer

    def _order(self, reference: str) -> OrderPage | None:
        if not has_token(self._parts, self._site, reference):
            return None
        order = order_page(self._parts.sessions, reference=reference, now=self._parts.clock())
        if order is None:
            return None
        read_by(order.language)
        answers = tuple(
            replace(each, question=each.question.worded(reader().code)) for each in order.answers
        )
        return replace(order, answers=answers)

    def _answer(
        self,
        template: str,
        order: OrderPage,
        *,
        news: str = "",
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        parts, now = self._parts, self._parts.clock()
        papers = papers_shown(parts, order)
        left = order.hold_until - now if order.hold_until else timedelta()
        ways = ways_to_pay(parts, order.asked)
        page = render_template(
            template,
            order=order,
            token=request.values["token"],
            news=news,
            pay_to=pay_to_of(parts, order),
            ways=ways,
            plans=ways_to_accept(order, parts.gateways.values(), online=ways, now=now),
            errors=errors or {},
            given=request.form,
            unpayable=why_not_online(parts, order.asked),
            refresh=looks_again(order, news),
            left=length(left),
            seconds=max(0, int(left.total_seconds())),
            money_back=[told(each) for each in order.money_back],
            papers=papers,
            invoice_comes=order.invoiced
            and not any(each.kind is PaperKind.INVOICE for each in papers),
            others=others_of(parts, order),
            story=order_story(parts.sessions, order.reference),
            paper_kinds=KINDS,
        )
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses of orders."""
    blueprint = Blueprint("orders", __name__)
    views, files = Orders(parts, site), OrderFiles(parts, site)
    cancelling = Cancelling(parts, site)
    address = "/orders/<reference>"
    blueprint.add_url_rule(address, "show", views.show, methods=["GET"])
    blueprint.add_url_rule(f"{address}/pay", "pay", views.pay, methods=["POST"])
    blueprint.add_url_rule(f"{address}/back", "back", views.back, methods=["GET"])
    blueprint.add_url_rule(f"{address}/check", "check", views.check, methods=["POST"])
    cancel = f"{address}/cancel"
    blueprint.add_url_rule(cancel, "ask_to_cancel", views.ask_to_cancel, methods=["GET"])
    blueprint.add_url_rule(cancel, "cancel", views.cancel, methods=["POST"])
    place = f"{address}/places/<place>/cancel"
    blueprint.add_url_rule(place, "ask_to_cancel_place", cancelling.ask, methods=["GET"])
    blueprint.add_url_rule(place, "cancel_place", cancelling.cancel, methods=["POST"])
    blueprint.add_url_rule(f"{address}/accept", "accept", views.accept, methods=["POST"])
    leave = f"{address}/leave"
    blueprint.add_url_rule(leave, "ask_to_leave", views.ask_to_leave, methods=["GET"])
    blueprint.add_url_rule(leave, "leave", views.leave, methods=["POST"])
    changing_answers.add_to(blueprint, parts, site)
    passing_on.add_to(blueprint, parts, site)
    moving.add_to(blueprint, parts, site)
    leaving.add_to(blueprint, parts, site)
    answering, questions = Answering(parts, site), f"{address}/questions"
    blueprint.add_url_rule(questions, "ask_questions", answering.ask, methods=["GET"])
    blueprint.add_url_rule(questions, "answer_questions", answering.answer, methods=["POST"])
    blueprint.add_url_rule(f"{address}/calendar.ics", "calendar", files.calendar, methods=["GET"])
    blueprint.add_url_rule(f"{address}/dates.ics", "dates", files.dates, methods=["GET"])
    papers = f"{address}/papers/<paper>.pdf"
    blueprint.add_url_rule(papers, "paper", files.paper, methods=["GET"])
    blueprint.register_error_handler(CSRFError, views.forged)
    blueprint.after_request(keep_private)
    blueprint.context_processor(lambda: {"count": count})
    return blueprint
