"""The hosted page: pay, decline, 3-D Secure, and the way back to the shop.

Plain HTML and one style sheet; no script. Not here: what paying does, see checkout.py.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.sandbox.stripe import card_form, checkout, happenings, money, paying, sessions
from app.sandbox.stripe.card_form import Filled
from app.sandbox.stripe.checkout import NotOpen, Payer
from app.sandbox.stripe.world import Document, World

VERBS = {"book": "Book", "donate": "Donate"}
PLACEHOLDER = "{CHECKOUT_SESSION_ID}"


@dataclass(frozen=True, slots=True)
class Page:
    """What the payment page shows."""

    key: str
    heading: str
    button: str
    total: str
    tax: str | None
    lines: list[dict[str, str]]
    back: str | None
    due: bool
    email_is_fixed: bool
    methods: list[str]
    filled: Filled
    problems: dict[str, str]
    alert: str | None


class Pages:
    """The addresses under /pay."""

    def __init__(self, world: World) -> None:
        self._world = world

    def register(self, blueprint: Blueprint) -> None:
        """Put the pages at /pay."""
        for rule, methods, view in (
            ("/pay/<key>", ["GET"], self.show),
            ("/pay/<key>", ["POST"], self.pay),
            ("/pay/<key>/authenticate", ["GET", "POST"], self.authenticate),
            ("/pay/authenticate/<key>", ["GET", "POST"], self.authenticate_intent),
        ):
            name = f"page_{view.__name__}"
            blueprint.add_url_rule(rule, view_func=view, endpoint=name, methods=methods)

    def show(self, key: str) -> Answer:
        """Show the payment page, or say why it is over."""
        session = self._session(key)
        if session is None or session["status"] != "open":
            return self._over(session)
        filled = card_form.typed({}, session)
        alert = _last_problem(self._world, key) if "retry" in request.args else None
        return self._page(session, filled, {}, alert=alert)

    def pay(self, key: str) -> Answer:
        """Try to pay and go on: to the shop, to 3-D Secure, or back to the form with a reason."""
        session = self._session(key)
        if session is None or session["status"] != "open":
            return self._over(session)
        filled = card_form.typed(request.form, session)
        due = session["amount_total"]
        wrong = card_form.problems(filled, now=self._world.now(), due=due)
        if wrong:
            return self._page(session, filled, wrong, status=422)
        with self._world.shelf.together():
            method = card_form.method_of(self._world, filled) if due else None
            try:
                payer = Payer(filled.email, filled.payer_name)
                intent = checkout.pay(self._world, key, payer, method=method)
            except NotOpen as over:
                return self._over(over.session)
        if intent.get("status") == "requires_action":
            return redirect(f"/pay/{key}/authenticate", code=303)
        if intent.get("status") == "requires_payment_method":
            return self._declined(session, filled, intent)
        return redirect(_success(session), code=303)

    def authenticate(self, key: str) -> Answer:
        """Ask the payer's bank, so to say: Complete or Fail."""
        session = self._session(key)
        if session is None or session["status"] != "open":
            return self._over(session)
        intent = self._world.find("payment_intent", self._world.backstage(key).get("intent", ""))
        if intent is None or intent["status"] != "requires_action":
            return redirect(f"/pay/{key}", code=303)
        if request.method == "GET":
            return _challenge(intent, session["success_url"])
        try:
            passed = request.form.get("answer") == "complete"
            with self._world.shelf.together():
                intent = checkout.challenged(self._world, key, passed=passed)
        except NotOpen as over:
            return self._over(over.session)
        if intent["status"] == "requires_payment_method":
            return redirect(f"/pay/{key}?retry=1", code=303)
        return redirect(_success(session), code=303)

    def authenticate_intent(self, key: str) -> Answer:
        """The same for an intent without a session; then back to its ``return_url``."""
        with self._world.shelf.together():
            intent = self._world.find("payment_intent", key)
            kept = self._world.backstage(key)
            back = kept.get("back")
            if intent is None or back is None or "session" in kept:
                return self._over(None)
            if intent["status"] == "requires_action":
                if request.method == "GET":
                    return _challenge(intent, back)
                passed = request.form.get("answer") == "complete"
                step = paying.authenticated if passed else paying.not_authenticated
                intent = step(self._world, intent)
        good = intent["status"] in ("succeeded", "processing")
        return redirect(_with_result(back, intent, "succeeded" if good else "failed"), code=303)

    def _session(self, key: str) -> Document | None:
        happenings.play(self._world)
        return self._world.find("checkout.session", key)

    def _declined(self, session: Document, filled: Filled, intent: Document) -> Answer:
        error = intent["last_payment_error"]
        field = FIELD_OF.get(error["code"], "number" if filled.method == card_form.CARD else "iban")
        return self._page(session, filled, {field: error["message"]}, status=402)

    def _page(
        self,
        session: Document,
        filled: Filled,
        wrong: dict[str, str],
        *,
        status: int = 200,
        alert: str | None = None,
    ) -> Answer:
        page = _described(self._world, session, filled, wrong, alert)
        html = render_template("hosted/pay.html", page=page)
        return _guarded(html, status, session["success_url"], session["cancel_url"])

    def _over(self, session: Document | None) -> Answer:
        """Say that there is nothing to pay here: paid, expired, or never was."""
        word = session["status"] if session else "unknown"
        back = None
        if session is not None:
            back = _success(session) if word == "complete" else session["cancel_url"]
            if word == "complete" and request.method == "POST":
                return redirect(_success(session), code=303)
        html = render_template("hosted/over.html", word=word, back=back)
        return _guarded(html, {"complete": 200, "expired": 410}.get(word, 404))


FIELD_OF = {"expired_card": "expiry", "incorrect_cvc": "cvc", "incorrect_number": "number"}


def _described(
    world: World, session: Document, filled: Filled, wrong: dict[str, str], alert: str | None
) -> Page:
    currency = session["currency"]
    total = money.shown(session["amount_total"], currency)
    due = session["amount_total"] > 0
    verb = VERBS.get(session["submit_type"] or "", "Pay")
    tax = session["total_details"]["amount_tax"]
    return Page(
        key=session["id"],
        heading="Payment" if due else "Confirm your order",
        button=f"{verb} {total}" if due else "Complete order",
        total=total,
        tax=money.shown(tax, currency) if tax else None,
        lines=[_line(each) for each in sessions.line_items(world, session["id"])],
        back=session["cancel_url"],
        due=due,
        email_is_fixed=bool((session["customer_details"] or {}).get("email")),
        methods=session["payment_method_types"],
        filled=filled,
        problems=wrong,
        alert=alert,
    )


def _line(line: Document) -> dict[str, str]:
    return {
        "name": line["description"],
        "quantity": str(line["quantity"]),
        "amount": money.shown(line["amount_total"], line["currency"]),
    }


def _last_problem(world: World, key: str) -> str | None:
    intent = world.find("payment_intent", world.backstage(key).get("intent", ""))
    error: dict[str, Any] | None = intent["last_payment_error"] if intent else None
    return str(error["message"]) if error else None


def _challenge(intent: Document, ahead: str) -> Answer:
    amount = money.shown(intent["amount"], intent["currency"])
    return _guarded(render_template("hosted/challenge.html", amount=amount), 200, ahead)


def _success(session: Document) -> str:
    return str(session["success_url"]).replace(PLACEHOLDER, session["id"])


def _with_result(back: str, intent: Document, result: str) -> str:
    parts = urlsplit(back)
    told = urlencode(
        {
            "payment_intent": intent["id"],
            "payment_intent_client_secret": intent["client_secret"],
            "redirect_status": result,
        }
    )
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, told]))))


def _guarded(html: str, status: int, *ahead: str | None) -> Response:
    """Return the page; a form may lead on to the shop, whose origin the policy must then name."""
    response = make_response(html, status)
    origins = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in ahead if url})
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {' '.join(origins)}".rstrip()
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
