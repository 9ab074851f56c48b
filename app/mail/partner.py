"""The mail as a destination: which events it hears, and to whom a letter goes, if to anybody."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.domain.bounce import Stop, holds_back, say_stop
from app.domain.certificate import Certificate, certificate_of, certificate_path
from app.domain.contract import Outcome, Refused, Told, Unknown, Unreachable, Withheld
from app.domain.ending import BY_BUYER
from app.domain.event import Event, EventKind, OrderFacts
from app.domain.mail_text import OURS, TO_PARTICIPANTS
from app.domain.payment_plan import Plan
from app.domain.registration import Channel, RegistrationState
from app.domain.stream import Subject
from app.domain.where_to_pay import WhereToPay
from app.languages import Language, language_of
from app.mail.letter import Letter
from app.mail.message import message_of
from app.mail.messages import Sender, certificate_letter, order_letter, participant_letter
from app.mail.own_words import Texts, in_own_words
from app.mail.people import GONE
from app.mail.reminders import needless_reminder
from app.mail.smtp import MailServer, Post, hand_over
from app.mail.staff_letter import staff_letter
from app.mail.subjects import SUBJECTS

# No name, no list of addresses, nothing that could end a header, or be read as another address
# there, as what looks like an encoded word is (RFC 2047).
_ADDRESS = re.compile(r"(?!.*=\?)[^\s@,;:<>()\"\\]+@[^\s@,;:<>()\"\\]+")

# Certificates are written in a way of their own.
_TO_PARTICIPANTS = frozenset(TO_PARTICIPANTS) - {EventKind.REGISTRATION_COMPLETED}
# Of these it is the news that the place is gone.
_OF_AN_END = frozenset(
    {EventKind.PARTICIPANT_CLASS_CANCELLED, EventKind.PARTICIPANT_PLACE_CANCELLED}
)
# Of use only while it has to be paid, or accepted.
_WHILE_HELD = frozenset({EventKind.ORDER_HELD, EventKind.ORDER_OFFERED})
# What comes with these is about one payment, or ends what was billed: not the invoice alone.
_NO_INVOICE = frozenset(
    {
        EventKind.ORDER_PAYMENT_RECEIVED,
        EventKind.ORDER_OWED_CHANGED,
        EventKind.ORDER_PLACE_CANCELLED,
    }
)
# Of use only to whoever has a place still.
_OF_MONEY = frozenset({EventKind.ORDER_PAYMENT_DUE, EventKind.ORDER_OWED_CHANGED})
_WITH_PLACES = frozenset(
    {
        EventKind.ORDER_PAYMENT_DUE,
        EventKind.ORDER_OWED_CHANGED,
        EventKind.ORDER_CONFIRMED,
        EventKind.ORDER_CLASS_CHANGED,
        EventKind.ORDER_ANSWERS_ASKED,
        EventKind.ORDER_ANSWERS_CHANGED,
    }
)
# What becomes of a seat that is paid for elsewhere is for others to write.
_THEIRS = frozenset({EventKind.ORDER_HELD, EventKind.ORDER_EXPIRED, EventKind.ORDER_CANCELLED})


class LinkTo(Protocol):
    """What gives an order's page, absolute and with its token of a turn."""

    def __call__(self, reference: str, *, turn: int) -> str: ...


class Mail:
    """Letters to buyers and participants.

    Args:
        server: where they are handed over.
        sender: the address they come from, with or without a name.
        link: gives an order's page, by its reference and how often its link was renewed.
        site_name: what the site calls itself.
        base_url: the site's address, without a slash at the end.
        language: the site's own, of letters to whom nobody knows what they read.
        paper: makes a certificate's PDF.
        pay_to: gives where an order's invoice is paid to, by the order's reference.
        papers: gives the receipts and the like that go with the letter of an event, by file name.
        code_for: gives the digits that an event asks to be mailed, "" where they are of no use now.
        texts: gives what staff wrote into a letter.
        post: hands a message over to the server.
        clock: gives the time (UTC): a reminder of what has begun is of no use.
        stop: says why nothing is sent to an address, None where letters are.
        tongue: gives a language by its code.
    """

    name = "mail"
    listing = False

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        link: LinkTo,
        site_name: str,
        base_url: str,
        language: str = "en",
        paper: Callable[[Certificate], bytes],
        pay_to: Callable[[str], WhereToPay | None] = lambda reference: None,
        papers: Callable[[Event], Mapping[str, bytes]] = lambda event: {},
        code_for: Callable[[Event], str] = lambda event: "",
        texts: Texts = lambda about: OURS,
        post: Post = hand_over,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        stop: Callable[[str], Stop | None] = lambda address: None,
        tongue: Callable[[str], Language] = language_of,
    ) -> None:
        self._server = server
        self._sender = Sender(site=site_name, address=sender, language=language)
        self._link = link
        self._base_url = base_url
        self._paper = paper
        self._pay_to = pay_to
        self._papers = papers
        self._code_for = code_for
        self._texts = texts
        self._post = post
        self._clock = clock
        self._stop = stop
        self._tongue = tongue

    @property
    def time_out(self) -> timedelta:
        """The longest one telling may take: reaching the server, then the conversation with it."""
        return timedelta(seconds=2 * self._server.time_out)

    def hears(self, kind: EventKind) -> bool:
        """Say whether somebody may get a letter of it."""
        return kind in SUBJECTS

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per order: its letters arrive in the order in which things happened.

        Codes have their own: who waits for one does not wait for what went wrong with a letter.
        """
        return f"{'code' if kind is EventKind.ORDER_CODE_ASKED else 'order'}:{subject.order}"

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say no: no mail server knows a repeat from a second letter. A code twice is no harm."""
        return kind is EventKind.ORDER_CODE_ASKED

    def supersedes(self, kind: EventKind) -> bool:
        """Say no: each letter is for somebody to read."""
        return False

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Write the letter and hand it over; Told, with the reason, where nobody needs one."""
        order = event.order
        if late := needless_reminder(event, now=self._clock()):
            return Told(late)
        if event.kind in _TO_PARTICIPANTS:
            return self._tell_participant(event, order, key=key)
        if event.kind is EventKind.REGISTRATION_COMPLETED:
            return self._send_certificate(event, key=key)
        if order is None:
            return Refused("this event is about no order")
        if event.kind is EventKind.ORDER_CODE_ASKED:
            return self._send_code(event, order, key=key)
        if needless := _needless(event, order):
            return Told(needless)
        # The turn that the address was read with: a link of today may be another's alone.
        link = self._link(order.reference, turn=order.link_turn)
        find = f"{self._base_url}/orders"
        pay_to = self._pay_to(order.reference) if order.plan is Plan.INVOICE else None
        letter = order_letter(
            event, order, sender=self._sender, link=link, pay_to=pay_to, find=find
        )
        if event.kind is EventKind.ORDER_MONEY_RETURNED and not letter.amount:
            return Refused("this event does not say how much money went back")
        papers = self._papers(event)
        if papers and order.plan is Plan.INVOICE and event.kind not in _NO_INVOICE:
            letter = replace(letter, invoiced=True)
        return self._send(event, letter, to=order.email, key=key, papers=papers)

    def write_to_staff(self, destination: str, words: str, *, to: Sequence[str]) -> Outcome:
        """Tell them that the destination does not accept our credentials.

        Told where one of them was, or nobody is there to tell: what one did not get, another has.
        """
        outcome: Outcome = Told("there is nobody to tell")
        for address in to:
            letter = staff_letter(destination, words, to=address, sender=self._sender)
            answer = hand_over(letter, server=self._server)
            outcome = answer if address == to[0] or isinstance(answer, Told) else outcome
        return outcome

    def _send_code(self, event: Event, order: OrderFacts, *, key: str) -> Outcome:
        """Send the code, without the link that it takes the place of."""
        code = self._code_for(event)
        if not code:
            return Told("the code cannot be used any more")
        letter = order_letter(event, order, sender=self._sender, link="")
        outcome = self._send(event, replace(letter, code=code), to=order.email, key=key)
        return Unreachable(outcome.words) if isinstance(outcome, Unknown) else outcome

    def _tell_participant(self, event: Event, order: OrderFacts | None, *, key: str) -> Outcome:
        registration = event.registration
        if registration is None:
            return Refused("this event is about no registration")
        if order is not None and order.email.lower() == registration.email.lower():
            return Told("the buyer's mail says it")
        if event.kind not in _OF_AN_END and registration.state in GONE:
            return Told("the place was given back meanwhile")
        letter = participant_letter(event, name=registration.name, sender=self._sender)
        return self._send(event, letter, to=registration.email, key=key)

    def _send_certificate(self, event: Event, *, key: str) -> Outcome:
        certificate = certificate_of(event)
        if event.registration is None or certificate is None:
            return Told("there is no certificate, or it was withdrawn meanwhile")
        link = f"{self._base_url}{certificate_path(certificate.number)}"
        letter = certificate_letter(event, certificate, sender=self._sender, link=link)
        paper = {f"{certificate.number}.pdf": self._paper(certificate)}
        return self._send(event, letter, to=event.registration.email, key=key, papers=paper)

    def _send(
        self,
        event: Event,
        letter: Letter,
        *,
        to: str,
        key: str,
        papers: Mapping[str, bytes] | None = None,
    ) -> Outcome:
        if not to:
            return Told("no e-mail address is known, nobody was written to")
        address = _on_the_wire(to)
        if not _ADDRESS.fullmatch(address):
            return Refused("the e-mail address cannot be written to")
        if (stop := self._stop(to)) and holds_back(stop, event.kind, event.facts):
            return Withheld(say_stop(stop))
        letter = in_own_words(event, letter, texts=self._texts)
        message = message_of(
            event, letter, to=address, sender=self._sender, key=key, tongue=self._tongue
        )
        for name, content in (papers or {}).items():
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        if papers:
            # With the first of them it went into a part of the message.
            del message["Content-Language"]
            message["Content-Language"] = letter.language
        return self._post(message, server=self._server)


def _needless(event: Event, order: OrderFacts) -> str:
    """Return why nobody needs this letter any more, or nothing."""
    states = {each.state for each in order.registrations}
    if event.kind in _THEIRS and event.facts.get("channel") == Channel.TRAININGPORTAL:
        return "Trainingportal writes to those who book there"
    if event.kind in _WHILE_HELD and RegistrationState.HELD not in states:
        return "the place is no longer held: a later mail says what became of it"
    if event.kind is EventKind.ORDER_WAITLISTED and RegistrationState.WAITLISTED not in states:
        return "they wait no more: a later mail says what became of it"
    if event.kind is EventKind.ORDER_PAYMENT_DUE and not (order.owed and order.owed.minor):
        return "it was paid meanwhile"
    if event.kind in _WITH_PLACES and states <= GONE and not _is_of_what_is_kept(event, order):
        return "the places were given back meanwhile"
    return ""


def _is_of_what_is_kept(event: Event, order: OrderFacts) -> bool:
    """Say whether it is about what the class's rule keeps of a place that its buyer gave up."""
    given_up = any(each.ended_because == BY_BUYER for each in order.registrations)
    return event.kind in _OF_MONEY and given_up


def _on_the_wire(address: str) -> str:
    """Return the address with its domain as mail servers write it (IDNA)."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
