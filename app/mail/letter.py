"""What a letter has to say. Not here: what it is read from (messages.py), nor its sentences."""

from dataclasses import dataclass

from app.domain.where_to_pay import WhereToPay
from app.mail.money import Back


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What staff wrote around the facts: plain text, in paragraphs of lines."""

    heading: str = ""
    opening: tuple[tuple[str, ...], ...] = ()
    closing: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter has to say; empty where it does not apply.

    In ``language`` (its code); what the organiser wrote is in the site's own, ``written_in``.
    ``places`` has so many places of the order, ``standing`` those that somebody has, or waits for.
    """

    site: str
    subject: str
    name: str
    title: str
    when: tuple[str, ...]
    zone: str
    where: tuple[str, ...]
    online: str = ""
    bring: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    total: str = ""
    paid: str = ""
    less: str = ""
    went_back: str = ""
    let_off: str = ""
    too_much: str = ""
    amount: str = ""
    goes_back: str = ""
    pay_by: str = ""
    reason: str = ""
    link: str = ""
    certificate: str = ""
    needed: str = ""
    rest: str = ""
    owed: str = ""
    due: str = ""
    overdue: bool = False
    pay_to: WhereToPay | None = None
    extras: tuple[str, ...] = ()
    extras_named: bool = False
    left_out: tuple[str, ...] = ()
    voucher: str = ""
    until: str = ""
    moved_from: str = ""
    moved_to: str = ""
    left_behind: tuple[str, ...] = ()
    places: int = 1
    standing: int = 1
    remain: bool = False
    declined: bool = False
    invoiced: bool = False
    handed_over: bool = False
    door: bool = False
    ends_unpaid: bool = False
    unpaid: str = ""
    kept: str = ""
    had_paid: str = ""
    went_before: str = ""
    all_went_before: bool = False
    back: tuple[Back, ...] = ()
    besides: tuple[Back, ...] = ()
    nothing_back: bool = False
    price_before: str = ""
    price_after: str = ""
    more: str = ""
    forgiven: str = ""
    stays: str = ""
    of_price: str = ""
    rule: str = ""
    paid_back: bool = False
    how_it_went: str = ""
    in_parts: str = ""
    again: bool = False
    code: str = ""
    find: str = ""
    order: str = ""
    own: OwnWords = OwnWords()
    dearer: str = ""
    language: str = "en"
    written_in: str = "en"

    @property
    def named(self) -> int:
        """How many it is for, at least one."""
        return max(1, len(self.participants))
