"""Plain words for destinations, events and states, as staff read them. Not here: sentences."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.domain.payment_plan import ByHand, Plan
from app.domain.registration import Channel
from app.domain.said import sentence
from app.domain.seat import SeatMove
from app.domain.wording import say_short_day

MAIL = "mail"
# How the words begin with which a mail server answered that it has a letter.
MAIL_WENT = "mail server answered"
DESTINATIONS = {
    "iso": "ISO",
    "connector": "Connector",
    "trainingportal": "Trainingportal",
    MAIL: "Mail",
}
# Named only where it is on, or once was.
_SELDOM = {"webhook": "Webhook"}
_GATEWAYS = {"stripe": "Stripe"}

_K = EventKind
_HAPPENED = {
    _K.REGISTRATION_HELD: "Seat held",
    _K.REGISTRATION_WAITLISTED: "Joined the waiting list",
    _K.REGISTRATION_CONFIRMED: "Registration confirmed",
    _K.REGISTRATION_CANCELLED: "Registration cancelled",
    _K.REGISTRATION_EXPIRED: "Registration expired",
    _K.REGISTRATION_LEAD_CHANGED: "Source or owner changed",
    _K.REGISTRATION_ANSWERS_CHANGED: "Answers changed by the buyer",
    _K.REGISTRATION_CONSENT_CHANGED: "Consent changed, news for partners",
    _K.REGISTRATION_ANSWERS_READ: "Sensitive answers read",
    _K.REGISTRATION_CONTACT_CHANGED: "Telephone number filled in",
    _K.REGISTRATION_ADDRESS_CHANGED: "E-mail address corrected",
    _K.REGISTRATION_COMPLETED: "Completed",
    _K.REGISTRATION_NO_SHOW: "Did not show up",
    _K.REGISTRATION_FAILED: "Failed",
    _K.REGISTRATION_RETRACTED: "Result taken back",
    _K.REGISTRATION_ERASED: "Personal data erased",
    _K.BOOKING_RESERVED: "Reserved at Trainingportal",
    _K.BOOKING_RESULT: "Result of the booking",
    _K.BOOKING_CERTIFICATE: "Certificate of the booking",
    _K.ORDER_HELD: "Order waiting for payment",
    _K.ORDER_CONFIRMED: "Order confirmed",
    _K.ORDER_CANCELLED: "Order cancelled",
    _K.ORDER_EXPIRED: "Order expired",
    _K.ORDER_WAITLISTED: "On the waiting list, buyer told",
    _K.ORDER_OFFERED: "Place offered, buyer told",
    _K.ORDER_OFFER_LAPSED: "Offer lapsed, buyer told",
    _K.ORDER_LEFT_LINE: "Left the waiting list, buyer told",
    _K.ORDER_PLACE_LEFT_LINE: "One waits no more, buyer told",
    _K.ORDER_MONEY_RETURNED: "Money goes back",
    _K.ORDER_MONEY_CAME_BACK: "Money came back to us, buyer told",
    _K.ORDER_PAYMENT_RECEIVED: "Part of the money came",
    _K.ORDER_PAYMENT_DUE: "Asked for what is owed",
    _K.ORDER_OWED_CHANGED: "Something else is owed, buyer told",
    _K.ORDER_ANSWERS_ASKED: "Asked for answers that are lacking",
    _K.ORDER_ANSWERS_CHANGED: "Answers changed, buyer told",
    _K.ORDER_ADDRESS_CHANGED: "E-mail address corrected, buyer told",
    _K.ORDER_VOUCHER_GIVEN: "Voucher given instead of money",
    _K.ORDER_CODE_ASKED: "Somebody asked for a code to see the order",
    _K.ORDER_CONSENT_CHANGED: "A consent changed",
    _K.ORDER_DATA_TAKEN: "Own data downloaded",
    _K.ORDER_PLACE_CANCELLED: "A place ended, buyer told",
    _K.ORDER_CLASS_CHANGED: "Class changed, buyer told",
    _K.ORDER_CLASS_NEAR: "Class is near, buyer reminded",
    _K.PARTICIPANT_ADDRESS_CHANGED: "E-mail address corrected, participant told",
    _K.PARTICIPANT_CLASS_CHANGED: "Class changed, participant told",
    _K.PARTICIPANT_CLASS_NEAR: "Class is near, participant reminded",
    _K.PARTICIPANT_CLASS_CANCELLED: "Class cancelled, participant told",
    _K.PARTICIPANT_PLACE_CANCELLED: "Place ended, participant told",
    _K.CLASS_PUBLISHED: "Class published",
    _K.CLASS_CHANGED: "Class changed",
    _K.CLASS_SEATS_CHANGED: "Free seats changed",
    _K.LEAD_SOURCE_CHANGED: "Lead source changed",
    _K.STAFF_CHANGED: "Staff changed",
    _K.CLASS_CANCELLED: "Class cancelled",
    _K.CLASS_RESTORED: "Class restored",
}
_HOLDS = {
    _K.REGISTRATION_HELD: "held",
    _K.REGISTRATION_WAITLISTED: "on the waiting list",
    _K.REGISTRATION_CONFIRMED: "confirmed",
    _K.REGISTRATION_CANCELLED: "cancelled",
    _K.REGISTRATION_EXPIRED: "expired",
    _K.REGISTRATION_LEAD_CHANGED: "source and owner",
    _K.REGISTRATION_ANSWERS_CHANGED: "new answers",
    _K.REGISTRATION_CONSENT_CHANGED: "changed consent",
    _K.REGISTRATION_ANSWERS_READ: "nothing",
    _K.REGISTRATION_CONTACT_CHANGED: "telephone number",
    _K.REGISTRATION_ADDRESS_CHANGED: "e-mail address",
    _K.REGISTRATION_COMPLETED: "completed",
    _K.REGISTRATION_NO_SHOW: "no-show",
    _K.REGISTRATION_FAILED: "failed",
    _K.REGISTRATION_RETRACTED: "result taken back",
    _K.REGISTRATION_ERASED: "erasure",
    _K.BOOKING_RESERVED: "booking details",
    _K.BOOKING_RESULT: "result",
    _K.BOOKING_CERTIFICATE: "certificate",
    _K.ORDER_HELD: sentence("what to do next"),
    _K.ORDER_CONFIRMED: sentence("confirmation"),
    _K.ORDER_CANCELLED: sentence("cancellation"),
    _K.ORDER_EXPIRED: sentence("expiry"),
    _K.ORDER_WAITLISTED: sentence("what to do next"),
    _K.ORDER_OFFERED: sentence("the offer"),
    _K.ORDER_OFFER_LAPSED: sentence("expiry"),
    _K.ORDER_LEFT_LINE: sentence("end of waiting"),
    _K.ORDER_PLACE_LEFT_LINE: sentence("end of waiting of one"),
    _K.ORDER_MONEY_RETURNED: sentence("money goes back"),
    _K.ORDER_MONEY_CAME_BACK: sentence("money that came back to us"),
    _K.ORDER_PAYMENT_RECEIVED: sentence("money that came"),
    _K.ORDER_PAYMENT_DUE: sentence("what is owed"),
    _K.ORDER_OWED_CHANGED: sentence("what is owed"),
    _K.ORDER_ANSWERS_ASKED: sentence("what is asked"),
    _K.ORDER_ANSWERS_CHANGED: sentence("changed answers"),
    _K.ORDER_ADDRESS_CHANGED: sentence("corrected e-mail address"),
    _K.ORDER_VOUCHER_GIVEN: sentence("voucher"),
    _K.ORDER_CODE_ASKED: sentence("code to see the order"),
    _K.ORDER_CONSENT_CHANGED: sentence("consent"),
    _K.ORDER_DATA_TAKEN: sentence("nothing"),
    _K.ORDER_PLACE_CANCELLED: sentence("a place ended"),
    _K.ORDER_CLASS_CHANGED: sentence("new dates or place"),
    _K.ORDER_CLASS_NEAR: sentence("reminder of the class"),
    _K.PARTICIPANT_ADDRESS_CHANGED: "corrected e-mail address",
    _K.PARTICIPANT_CLASS_CHANGED: "new dates or place",
    _K.PARTICIPANT_CLASS_NEAR: "reminder of the class",
    _K.PARTICIPANT_CLASS_CANCELLED: "cancellation",
    _K.PARTICIPANT_PLACE_CANCELLED: "cancellation",
    _K.CLASS_PUBLISHED: "class and free seats",
    _K.CLASS_CHANGED: "class and free seats",
    _K.CLASS_SEATS_CHANGED: "class and free seats",
    _K.LEAD_SOURCE_CHANGED: "lead source",
    _K.STAFF_CHANGED: "member of staff",
    _K.CLASS_CANCELLED: "cancelled class",
    _K.CLASS_RESTORED: "class and free seats",
}
# What a registration is called at the Connector (product.md, *What each destination hears*).
_HOLDS_AT_CONNECTOR = {
    _K.REGISTRATION_HELD: "prospect",
    _K.REGISTRATION_WAITLISTED: "prospect",
    _K.REGISTRATION_CONFIRMED: "member",
}
_DELIVERY = {
    DeliveryState.DUE: "due",
    DeliveryState.IN_FLIGHT: "being told",
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.REFUSED: "refused",
    DeliveryState.UNKNOWN: "unknown",
    DeliveryState.DEAD: "gave up",
    DeliveryState.SUPERSEDED: "superseded",
    DeliveryState.SKIPPED: "skipped",
}
_PAYMENT = {
    PaymentState.OPEN: "open",
    PaymentState.PROCESSING: "processing",
    PaymentState.PAID: "paid",
    PaymentState.FAILED: "failed",
    PaymentState.EXPIRED: "expired",
}
_REFUND = {
    RefundState.ASKED: "waits for staff",
    RefundState.DUE: "due",
    RefundState.PENDING: "on its way",
    RefundState.MADE: "made",
    RefundState.REFUSED: "refused",
    RefundState.RETURNED: "came back to us",
    RefundState.WITHDRAWN: "withdrawn",
}


_BY_HAND: dict[str, str] = {
    ByHand.TRANSFER: "Bank transfer",
    ByHand.CASH: "Cash at the door",
    ByHand.TERMINAL: "Card at the door",
}
_PLAN = {
    Plan.ONLINE: "online",
    Plan.INVOICE: "invoice",
    Plan.DOOR: "at the door",
    Plan.DEPOSIT: "deposit, then the rest",
}
_CHANNEL = {
    Channel.WEB: "the site",
    Channel.API: "the API",
    Channel.TRAININGPORTAL: "Trainingportal",
    Channel.STAFF: "staff",
}
_MOVED = {
    SeatMove.TAKEN: "taken",
    SeatMove.GIVEN_BACK: "given back",
    SeatMove.OVERBOOKED: "given on top of all",
    SeatMove.SET_ASIDE: "set aside",
    SeatMove.RETURNED: "returned to the pool",
}


def name_destination(destination: str) -> str:
    """Return the destination's own name: ``Trainingportal``."""
    return (DESTINATIONS | _SELDOM | _GATEWAYS).get(destination, destination)


def is_partner(name: str) -> bool:
    """Say whether the word is a partner's, and not a gateway's."""
    return name in DESTINATIONS


def name_seller(channel: Channel) -> str:
    """Return the partner that sold places that came in this way, or nothing where we did."""
    return name_destination(channel) if channel is Channel.TRAININGPORTAL else ""


def name_event(kind: EventKind) -> str:
    """Return what happened: ``Registration confirmed``."""
    return _HAPPENED[kind]


def name_held(kind: EventKind, destination: str) -> str:
    """Return what a destination holds once it was told: ``confirmed``, or ``member``."""
    if destination == "connector" and kind in _HOLDS_AT_CONNECTOR:
        return _HOLDS_AT_CONNECTOR[kind]
    return _HOLDS[kind]


def name_delivery(state: DeliveryState) -> str:
    """Return a delivery's state in a word or two."""
    return _DELIVERY[state]


def name_sum(state: PaymentState | RefundState) -> str:
    """Return a payment's or refund's state in a word or two."""
    return _PAYMENT[state] if isinstance(state, PaymentState) else _REFUND[state]


def name_way(gateway: str) -> str:
    """Return how money came: ``Bank transfer``; a gateway's or partner's word as its name."""
    return _BY_HAND.get(gateway) or DESTINATIONS.get(gateway) or gateway.capitalize()


def name_plan(plan: Plan) -> str:
    """Return how an order is paid, in a word or two."""
    return _PLAN[plan]


def name_channel(channel: Channel) -> str:
    """Return who comes by a channel, as whose seats are spoken of."""
    return _CHANNEL[channel]


def name_seats(move: SeatMove, seats: int) -> str:
    """Return a row of the ledger in words: ``2 seats taken``."""
    number = abs(seats)
    return f"{number} {'seat' if number == 1 else 'seats'} {_MOVED[move]}"


def name_distance(moment: datetime, now: datetime) -> str:
    """Return how far a moment is from now: ``3 min ago``, ``in 2 h``, ``just now``."""
    away = moment - now
    size = _size(abs(away))
    if not size:
        return "just now" if away <= timedelta() else "in a moment"
    return f"{size} ago" if away < timedelta() else f"in {size}"


def name_stamp(moment: datetime, timezone: str) -> str:
    """Return a moment to the second, as lists of what happened need it: several in a minute."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{say_short_day(local.date())}, {local:%H:%M:%S} {local.tzname()}"


def _size(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 10:
        return ""
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} h"
    return f"{hours // 24} days"
