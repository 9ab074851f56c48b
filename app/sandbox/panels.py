"""What the page shows of each partner: frozen panels, so that the template only lays them out.

Here: which facts of a holding matter to a person. Not here: HTML, or where a holding comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.sandbox import mail
from app.sandbox.connector.records import SOURCES, STAFF, USERS
from app.sandbox.connector.waiting import WAITING
from app.sandbox.dials import CHOICES, HABITS, Dial, Habit, Mode, modes_of
from app.sandbox.iso.heard import COLLECTION as HEARD
from app.sandbox.iso.programs import COLLECTION as PROGRAMS
from app.sandbox.iso.registrations import COLLECTION as REGISTRATIONS
from app.sandbox.meddling import HOLDINGS
from app.sandbox.money_rows import stripe_object
from app.sandbox.paypal.rows import capture_row, dispute_row, order_row, refund_row
from app.sandbox.paypal.world import CAPTURES, DISPUTES, ORDERS, REFUNDS
from app.sandbox.rows import Deed, Row, whole
from app.sandbox.shelf import Document
from app.sandbox.trainingportal.classes import BOOKINGS, COLLECTION
from app.sandbox.world import World

SHOWN = 20
FAULTS = {
    Mode.DOWN: "Down",
    Mode.SLOW: "Slow",
    Mode.FAILING: "500",
    Mode.LOST: "Answers lost",
    Mode.LIMITED: "429",
    Mode.MALFORMED: "Answers broken off",
    Mode.HTML: "Maintenance page",
    Mode.EMPTY: "Empty answers",
    Mode.RESET: "Reset mid-answer",
}
QUICK = (Mode.DOWN, Mode.SLOW, Mode.FAILING, Mode.LOST)


@dataclass(frozen=True, slots=True)
class Kind:
    """The holdings of one kind, newest first, at most SHOWN of them."""

    title: str
    count: int
    rows: list[Row]

    @property
    def hidden(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class HabitField:
    """One habit to be set: a choice when there are choices, else a number."""

    name: str
    label: str
    value: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One partner: how its dials stand and what it holds."""

    name: str
    title: str
    about: str
    dial: Dial
    kinds: list[Kind]

    @property
    def fault(self) -> str:
        """Return what is wrong with the partner in a few words, empty when it is well."""
        if self.dial.mode is Mode.OK:
            return ""
        times = f", {self.dial.times} more times" if self.dial.times else ""
        where = f", only {self.dial.call}" if self.dial.call else ""
        return f"{FAULTS[self.dial.mode]}{times}{where}"

    @property
    def quick(self) -> list[tuple[str, str]]:
        """Return the faults that have a button of their own."""
        return [(mode.value, FAULTS[mode]) for mode in QUICK]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return every fault the partner can have."""
        return [(mode.value, FAULTS[mode]) for mode in modes_of(self.name) if mode is not Mode.OK]


def panels(world: World) -> list[Panel]:
    """Return the panels in the order money and news take."""
    return [
        _panel(world, "stripe", "Stripe", "takes the money", [
            _told(world.stripe.holdings(), "Checkout sessions", "checkout.session"),
            _told(world.stripe.holdings(), "Payments", "payment_intent"),
            _told(world.stripe.holdings(), "Refunds", "refund"),
            _told(world.stripe.holdings(), "Disputes", "dispute"),
            _told(world.stripe.holdings(), "Payouts", "payout"),
        ]),
        _panel(world, "paypal", "PayPal", "takes the money too", [
            _kept(world, "Orders", ORDERS, order_row),
            _kept(world, "Captures", CAPTURES, capture_row),
            _kept(world, "Refunds", REFUNDS, refund_row),
            _kept(world, "Disputes", DISPUTES, dispute_row),
        ]),
        _panel(world, "iso", "ISO website", "hears of registrations", [
            _kept(world, "Registrations", REGISTRATIONS, _registration),
            _kept(world, "Programs", PROGRAMS, _program),
            _kept(world, "Events heard", HEARD, _event),
        ]),
        _panel(world, "connector", "Connector", "hears of people", [
            _kept(world, "Users", USERS, _user),
            _kept(world, "Staff", STAFF, _member),
            _kept(world, "Lead sources", SOURCES, _source),
            _kept(world, "From other systems", WAITING, _waiting),
        ]),
        _panel(world, "trainingportal", "Trainingportal", "shows classes, reserves seats", [
            # What changed last comes first: with many classes, a seat taken would go unseen.
            _kind("Classes", sorted(world.trainingportal.classes.all(), key=_changed), _class),
            _kept(world, "Bookings", BOOKINGS, _booking),
        ]),
        _panel(world, "mail", "Mail", "keeps every message", [
            _kept(world, "Messages", mail.COLLECTION, _message),
        ]),
    ]  # fmt: skip


def changeable(panel: str) -> list[tuple[str, str, list[str]]]:
    """Return what of the partner's can be changed by hand: kind, its name, its fields."""
    return [
        (kind, kind.partition("/")[2].replace("_", " "), list(holding.fields))
        for kind, holding in HOLDINGS.items()
        if kind.startswith(f"{panel}/")
    ]


def habits_of(world: World, partner: str) -> list[HabitField]:
    """Return the partner's habits as they stand."""
    return [
        _habit_field(name, default, world.dials.habit(partner, name))
        for name, default in HABITS[partner].items()
    ]


def _habit_field(name: str, default: Habit, value: Habit) -> HabitField:
    choices = tuple(sorted(str(each) for each in CHOICES.get(name, ())))
    if isinstance(default, bool):
        choices = ("false", "true")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return HabitField(name, name.replace("_", " ").capitalize(), text, choices)


def _panel(world: World, name: str, title: str, about: str, kinds: list[Kind]) -> Panel:
    return Panel(name, title, about, world.dials.of(name), kinds)


def _kept(world: World, title: str, collection: str, row: Callable[[Document], Row]) -> Kind:
    newest = world.shelf.latest(collection, SHOWN)
    return Kind(title, world.shelf.count(collection), [row(each) for each in newest])


def _kind(title: str, held: list[Document], row: Callable[[Document], Row]) -> Kind:
    return Kind(title, len(held), [row(each) for each in held[::-1][:SHOWN]])


def _told(held: list[Document], title: str, kind: str) -> Kind:
    return _kind(title, [each for each in held if each["kind"] == kind], stripe_object)


def _registration(held: Document) -> Row:
    note = f"{held['participant']['name']} · {held['programId']}"
    warnings = tuple(held["warnings"])
    return Row(held["id"], held["status"], note, warnings, whole=whole(held))


def _program(held: Document) -> Row:
    places = held["availability"]
    note = f"{held['schedule'].get('startDate', '')} · {places['available']} places left"
    fields = {"id": held["id"], "panel": "iso"}
    deeds = (Deed("/control/iso/programs/remove", f"Remove {held['id']}", fields),)
    return Row(held["name"], "", f"{held['id']} · {note}", deeds=deeds, whole=whole(held))


def _event(held: Document) -> Row:
    note = f"{held['id']} · heard {held['times']} times" if held["times"] > 1 else held["id"]
    return Row(held["event"], "", note, whole=whole(held))


def _user(held: Document) -> Row:
    return replace(_person(held), deeds=_withdraw("connector", USERS, held["recordID"]))


def _member(held: Document) -> Row:
    return replace(_person(held), deeds=_withdraw("connector", STAFF, held["recordID"]))


def _withdraw(panel: str, kind: str, number: str) -> tuple[Deed, ...]:
    fields = {"kind": kind, "number": number, "panel": panel}
    return (Deed("/control/withdraw", f"Withdraw {number}", fields),)


def _person(held: Document) -> Row:
    note = " · ".join(filter(None, (held["recordID"], held["email"], held.get("leadSource"))))
    state = held["userType"] if held["userStatus"] == "ACTIVE" else "INACTIVE"
    name = f"{held['firstname']} {held['lastname']}"
    return Row(name, state, note, tuple(held["warnings"]), whole=whole(held))


def _source(held: Document) -> Row:
    state = "" if held["active"] == "true" else "INACTIVE"
    deeds = _withdraw("connector", SOURCES, held["recordID"])
    warnings = tuple(held["warnings"])
    return Row(held["name"], state, held["recordID"], warnings, deeds=deeds, whole=whole(held))


def _waiting(held: Document) -> Row:
    name = f"{held['firstname']} {held['lastname']}"
    state = "waits" if held["waits"] else "fetched"
    return Row(name, state, held["recordID"] or held["connectorUUID"], whole=whole(held))


def _changed(held: Document) -> str:
    return str(held["changedAt"])


def _class(held: Document) -> Row:
    state = "cancelled" if held["cancelled"] else f"{held['availableSeats']} free"
    note = f"{held['courseExternalId']} · {held['startDate']} · {held['location']}"
    deeds = _withdraw("trainingportal", COLLECTION, held["externalId"])
    warnings = tuple(held["warnings"])
    return Row(held["externalId"], state, note, warnings, deeds=deeds, whole=whole(held))


def _booking(held: Document) -> Row:
    name = f"{held['student']['firstName']} {held['student']['lastName']}".strip()
    note = f"{name or 'no name'} · {held['externalCourseClassId']}"
    if held["cancelled"]:
        return Row(held["ourReference"], "cancelled", note, whole=whole(held))
    left = held["lookupsLeft"]
    state = f"not known for {left} more look-ups" if left else "known"
    if held["result"] != "NEW":
        state = held["result"].lower()
        note += f" · {held['completionDate']}" if held["completionDate"] else ""
    if papers := [each["fileName"] or each["attachmentType"] for each in held["documents"]]:
        note += f" · has {', '.join(papers)}"
    fields = {"reference": held["ourReference"], "panel": "trainingportal"}
    deed = Deed("/control/trainingportal/cancel", "Cancel", fields)
    deeds = (deed, *_withdraw("trainingportal", BOOKINGS, held["ourReference"]))
    return Row(held["ourReference"], state, note, deeds=deeds, whole=whole(held))


def _message(kept: Document) -> Row:
    read: dict[str, Any] = mail.read(kept)
    note = f"to {', '.join(read['to'])} · {read['at'][:19].replace('T', ' ')}"
    return Row(read["subject"] or "(no subject)", "", note, link=f"/mail/{read['id']}")
