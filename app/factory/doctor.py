"""What the doctor looks at, put together: settings, database, queue, mail, money, partners."""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from app.commands.doctor import Look, examine
from app.domain.check import Checkable, Health, Verdict, clock_health
from app.domain.contract import Partner
from app.domain.naming import DESTINATIONS
from app.factory.parts import make_parts, now
from app.gateways.registry import gateway_health
from app.jobs.queue import WakeQueue
from app.partners.http import Answer, Call, Caller, deadline, is_loopback
from app.parts import Parts
from app.queries.readiness import readiness
from app.queries.their_clock import database_time
from app.queries.without_vat_number import sellers_without_vat_number
from app.settings import Settings
from app.web.proxies import WORDS as UNNAMED_PROXY

_NAMES = tuple(DESTINATIONS)
_PATIENCE = timedelta(seconds=10)


def doctor(settings: Settings) -> int:
    """Look at everything and return the exit code."""
    parts = make_parts(settings)
    looks: dict[str, Look] = {
        "settings": lambda: Health(Verdict.WELL, "read, and none is malformed"),
        "address": partial(_address, settings),
        "database": partial(_database, parts),
        "database clock": partial(_clock, parts),
        "queue": partial(_queue, settings),
        "seller": partial(_seller, parts),
    }
    looks |= gateway_health(settings)
    looks |= {DESTINATIONS[name]: partial(_destination, parts.partners, name) for name in _NAMES}
    code = examine(looks, clock=now)
    parts.archive.flush()
    return code


def _address(settings: Settings) -> Health:
    host = urlsplit(settings.base_url).hostname or ""
    if not settings.secure_cookies and not is_loopback(host):
        return Health(
            Verdict.ILL,
            "BASE_URL is plain http: passwords and personal data would travel in the open",
            "Put a proxy with a certificate before the site and set BASE_URL to https://…",
        )
    caller = Caller(settings.base_url, setting="BASE_URL")
    reply = caller.send(Call("GET", "/healthz", key="doctor", until=deadline(_PATIENCE)))
    if isinstance(reply, Answer) and reply.ok:
        if _is_behind_an_unnamed_proxy(reply.body):
            return Health(
                Verdict.ILL,
                UNNAMED_PROXY,
                "Set TRUSTED_PROXIES to the number of proxies before the site (1, as a rule), and "
                "start ./manage web again.",
                their_time=reply.date,
            )
        return Health(Verdict.WELL, "the site answers at BASE_URL", their_time=reply.date)
    said = f"answers {reply.status}" if isinstance(reply, Answer) else "does not answer"
    return Health(
        Verdict.DOUBT,
        f"the site {said} at BASE_URL, as seen from here",
        "Start it (./manage web), or look at the proxy before it; from some networks a machine "
        "cannot call its own public address, which is no harm.",
    )


def _is_behind_an_unnamed_proxy(alive: bytes) -> bool:
    """Say whether the site, asked at its public address, says that it is."""
    try:
        said = json.loads(alive)
    except ValueError:
        return False
    return isinstance(said, dict) and "proxy" in said


def _database(parts: Parts) -> Health:
    state = readiness(parts.sessions, now=now())
    if not state.reachable:
        return Health(
            Verdict.ILL, "it cannot be reached", "Is it running, and is DATABASE_URL right?"
        )
    if not state.migrated:
        return Health(Verdict.ILL, "it has an older shape", "Run ./manage migrate.")
    waiting = sum(sum(each.states.values()) for each in state.backlog.values())
    return Health(Verdict.WELL, f"it answers, is up to date, and {waiting} deliveries are open")


def _clock(parts: Parts) -> Health:
    return clock_health(database_time(parts.sessions), ours=now())


def _queue(settings: Settings) -> Health:
    if WakeQueue(settings.queue_url).answers():
        return Health(Verdict.WELL, "it answers")
    return Health(
        Verdict.DOUBT,
        "it cannot be reached: the sweep does everything, some seconds later",
        "Start the worker, which brings a queue of its own, or look at REDIS_URL.",
    )


def _seller(parts: Parts) -> Health:
    lacking = sellers_without_vat_number(parts.sessions, own=parts.seller)
    if lacking:
        return Health(
            Verdict.DOUBT,
            f"{', '.join(lacking)} sells without the tax and has no VAT number of its own",
            "Set SELLER_VAT_NUMBER, or vat_number of the entity in the catalogue file: receipts "
            "without the tax have to bear it.",
        )
    return Health(Verdict.WELL, "whoever sells without the tax has a VAT number")


def _destination(partners: Mapping[str, Partner], name: str) -> Health:
    partner: object = partners.get(name)
    if partner is None:
        return Health(Verdict.OFF, "no address is set, so nothing is queued for it")
    if not isinstance(partner, Checkable):
        return Health(Verdict.DOUBT, "it is on, and cannot be asked anything harmless")
    return partner.check()
