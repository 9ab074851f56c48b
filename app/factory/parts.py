"""The parts of one process, made from settings. Not here: what is done with them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from app.domain.archive import Archive
from app.domain.contract import Partner, Sessions
from app.domain.link import order_address
from app.domain.paper import DESK, Seller
from app.factory.letters import code_for, papers_for
from app.files.scanner import scanner
from app.gateways.registry import build_gateways
from app.jobs.keeper import Keeper
from app.jobs.queue import WakeQueue
from app.jobs.tally import Tally
from app.mail.partner import Mail
from app.mail.smtp import MailServer
from app.mail.trial import Trial
from app.paper.certificate import certificate_pdf
from app.partners.http import is_loopback
from app.partners.pages import Pages
from app.partners.registry import build_partners
from app.parts import Parts
from app.queries.mail_text import mail_text_of
from app.queries.stops import find_stop
from app.queries.where_to_pay import where_to_pay
from app.settings import Settings
from app.settings.partners import MailSettings
from app.store.database import Database, open_database
from app.store.seal import Seal


def now() -> datetime:
    """Return the time: the only clock of the product."""
    return datetime.now(UTC)


def make_parts(
    settings: Settings, *, connections: int | None = None, sessions: Database | None = None
) -> Parts:
    """Return the parts for one process; nothing is connected yet.

    ``connections`` to PostgreSQL are what it has at most: as the web's threads need, if not given.
    ``sessions`` is the database where it is open already.
    """
    if sessions is None:
        most = connections or settings.web_threads + 2
        sessions = open_database(
            settings.database_url, pool_size=most, secrets=settings.secret_keys
        )
    seal = Seal(settings.secret_keys)
    archive = Keeper(sessions, seal=seal, secrets=settings.secrets, clock=now)
    return Parts(
        sessions=sessions,
        partners=_destinations(settings, archive, sessions),
        gateways=build_gateways(settings),
        wake=WakeQueue(settings.queue_url).wake,
        clock=now,
        archive=archive,
        night_hour=settings.reconcile_hour,
        offer_lasts=timedelta(hours=settings.offer_hours),
        reminder_days=settings.reminder_days,
        class_reminder_days=settings.class_reminder_days,
        seller=seller_of(settings),
        seal=seal,
        scan=scanner(settings.file_scan) if settings.file_scan else None,
        # A desk that is tried out on one machine looks at pages of that machine; no other does.
        read_page=Pages(local=is_loopback(urlsplit(settings.base_url).hostname or "")).read,
        trial=_trial(settings),
    )


def seller_of(settings: Settings) -> Seller:
    """Return the desk's own legal entity, as papers name it."""
    seller = settings.seller
    return Seller(DESK, **{each: getattr(seller, each) for each in seller.__slots__})


def _destinations(
    settings: Settings, archive: Archive, sessions: Sessions
) -> Mapping[str, Partner]:
    """Return everyone that is told of events: the partners that are on, and the mail."""
    turn = Tally(settings.queue_url).turn
    destinations = dict(build_partners(settings, keep=archive.keep, turn=turn))
    if settings.mail is not None:
        link = partial(order_address, settings.base_url, settings.secret_key)
        mail = Mail(
            _server(settings.mail),
            settings.mail.sender,
            link=link,
            site_name=settings.site_name,
            base_url=settings.base_url,
            language=settings.site_language,
            paper=partial(certificate_pdf, site=settings.site_name, base_url=settings.base_url),
            pay_to=partial(where_to_pay, sessions, seller=seller_of(settings)),
            papers=partial(papers_for, sessions=sessions, seller=seller_of(settings), clock=now),
            code_for=partial(code_for, secret=settings.secret_key, clock=now),
            texts=partial(mail_text_of, sessions),
            clock=now,
            stop=partial(find_stop, sessions),
        )
        destinations[mail.name] = mail
    return destinations


def _server(mail: MailSettings) -> MailServer:
    return MailServer(
        scheme=mail.scheme,
        host=mail.host,
        port=mail.port,
        username=mail.username or "",
        password=mail.password or "",
        time_out=mail.timeout,
    )


def _trial(settings: Settings) -> Trial | None:
    """Return who writes letters to be looked at, as the mail writes them; None without mail."""
    if settings.mail is None:
        return None
    return Trial(
        _server(settings.mail),
        settings.mail.sender,
        site_name=settings.site_name,
        base_url=settings.base_url,
        zone=settings.seller.timezone,
        clock=now,
    )
