"""The parts a use case may be handed, made once by the factory. Not here: making them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.archive import Archive
from app.domain.contract import Partner, Sessions
from app.domain.exchange import Exchange
from app.domain.form.file import Scan
from app.domain.form.sensitive import Sealing
from app.domain.gateway import Gateway
from app.domain.host_page import PageReader, nobody_reads
from app.domain.mail_text import MailTrial
from app.domain.nearing import USUAL_DAYS
from app.domain.paper import DESK, Seller
from app.domain.waiting import OFFER_LASTS


class NothingKept:
    """An archive that keeps nothing."""

    def keep(self, exchange: Exchange) -> None:
        """Forget it."""

    def flush(self) -> None:
        """Nothing waits."""

    def open(self, sealed: bytes) -> bytes | None:
        """Nothing can be read."""


UNNAMED = Seller(code=DESK, name="Coursedesk")


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands around the use cases.

    ``partners`` are the destinations that are on, the mail among them. ``wake`` nudges the workers
    for the destinations named (the words ``house`` for money and holds, ``line`` for waiting lists)
    and never fails: the sweep finds what was not woken. ``clock`` gives aware UTC times.
    ``archive`` keeps exchanges. ``night_hour`` (UTC, 0 to 23) is when partners are read back,
    ``offer_lasts`` how long an offer to somebody on a waiting list stands. ``reminder_days`` are
    days after money is due, below zero before, when its buyer is reminded.
    ``class_reminder_days`` before a class begins its people are reminded of it, where it does not
    say otherwise; 0: nobody.
    ``seller`` sells what belongs to no legal entity of its own. ``seal`` seals sensitive answers;
    without one they are kept as they are given. ``scan`` looks for viruses in files; None: nobody.
    ``read_page`` fetches a page of somebody's site. ``trial`` writes letters to be looked at; None:
    there is no mail.
    """

    sessions: Sessions
    partners: Mapping[str, Partner]
    gateways: Mapping[str, Gateway]
    wake: Callable[[Iterable[str]], None]
    clock: Callable[[], datetime]
    archive: Archive = field(default_factory=NothingKept)
    night_hour: int = 2
    offer_lasts: timedelta = OFFER_LASTS
    reminder_days: tuple[int, ...] = (-3, 1, 7)
    class_reminder_days: int = USUAL_DAYS
    seller: Seller = UNNAMED
    seal: Sealing | None = None
    scan: Scan | None = None
    read_page: PageReader = nobody_reads
    trial: MailTrial | None = None
