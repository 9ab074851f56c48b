"""The one place where the parts meet. Nobody imports it but the ways in: ``wsgi`` and ``__main__``.

Here: parts made from settings, the web application, the worker, what the commands do. Not here:
which commands there are (``__main__``), any rule.
"""

import os
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import logs
from app.commands.line import Mistake
from app.commands.run import SignIn
from app.commands.seed import seed
from app.commands.staff import add_to_staff
from app.commands.valkey import at_hand
from app.domain.contract import Partner
from app.domain.link import order_address
from app.domain.staff import Role
from app.gateways.registry import build_gateways
from app.gateways.stripe.webhook import stripe_webhook
from app.jobs.queue import WakeQueue
from app.jobs.sweep import sweep_once
from app.jobs.worker import work
from app.mail.partner import Mail
from app.mail.smtp import MailServer
from app.partners.registry import build_partners
from app.partners.trainingportal.inbound import trainingportal_blueprint
from app.parts import Parts
from app.settings import ROOT, Settings, kept_secret
from app.store.database import open_database
from app.store.migrate import upgrade
from app.usecases.add_staff import StaffRefused, ensure_staff
from app.web import (
    assets,
    catalogue,
    errors,
    health,
    language,
    orders,
    pictures,
    registering,
    security,
    staff,
)
from app.web.frame import CookieSessions, Frame
from app.web.health import count_requests
from app.web.limits import limit_requests
from app.web.request_log import log_requests
from app.web.site import Site

PAGES = (security, errors, assets, language, catalogue, pictures, registering, orders, staff)
DEMO_STAFF = "staff@fjordlight.example"
SIGNED_IN_FOR = timedelta(hours=12)


def now() -> datetime:
    """Return the time: the only clock of the product."""
    return datetime.now(UTC)


def make_parts(settings: Settings) -> Parts:
    """Return the parts for one process; nothing is connected yet."""
    return Parts(
        sessions=open_database(settings.database_url, pool_size=settings.web_threads + 2),
        partners=_destinations(settings),
        gateways=build_gateways(settings),
        wake=WakeQueue(settings.queue_url).wake,
        clock=now,
    )


def _destinations(settings: Settings) -> Mapping[str, Partner]:
    """Return everyone that is told of events: the partners that are on, and the mail."""
    destinations = dict(build_partners(settings))
    if settings.mail is not None:
        server = MailServer(
            scheme=settings.mail.scheme,
            host=settings.mail.host,
            port=settings.mail.port,
            username=settings.mail.username or "",
            password=settings.mail.password or "",
            time_out=settings.mail.timeout,
        )
        link = partial(order_address, settings.base_url, settings.secret_key)
        mail = Mail(server, settings.mail.sender, link=link, site_name=settings.site_name)
        destinations[mail.name] = mail
    return destinations


def make_site(settings: Settings) -> Site:
    """Return what every page knows of the site."""
    api_base = settings.stripe.api_base if settings.stripe else None
    pay_host = _origin(api_base) if api_base else "https://checkout.stripe.com"
    return Site(
        name=settings.site_name,
        base_url=settings.base_url,
        secret=settings.secret_key,
        hold=timedelta(minutes=settings.hold_minutes),
        country=settings.country,
        pay_hosts=(pay_host,) if settings.stripe else (),
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def create_app(settings: Settings | None = None, parts: Parts | None = None) -> Flask:
    """Return the web application.

    Args:
        settings: read from the environment when not given.
        parts: made from the settings when not given; tests hand in their own.
    """
    settings = settings or Settings.from_environment(os.environ)
    parts = parts or make_parts(settings)
    site = make_site(settings)
    app = Frame("app", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="coursedesk",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
        WTF_CSRF_TIME_LIMIT=int(SIGNED_IN_FOR.total_seconds()),
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
    )
    app.session_interface = CookieSessions()
    log_requests(app)
    count_requests(app)
    _trust_proxies(app, settings.trusted_proxies)
    csrf = CSRFProtect(app)  # type: ignore[no-untyped-call]  # it has no types
    for module in PAGES:
        app.register_blueprint(module.build(parts, site))
    app.register_blueprint(
        health.build(parts, queue=WakeQueue(settings.queue_url), token=settings.metrics_token)
    )
    limit_requests(app, queue_url=settings.queue_url)
    for blueprint in _addresses_for_programs(parts, settings):
        csrf.exempt(blueprint)  # type: ignore[no-untyped-call]  # it has no types
        app.register_blueprint(blueprint)
    return app


def _addresses_for_programs(parts: Parts, settings: Settings) -> list[Blueprint]:
    """Return what is called by programs, which sign or know a key and carry no cookie."""
    blueprints = []
    if settings.stripe is not None:
        blueprints.append(stripe_webhook(parts, secrets=settings.stripe.webhook_secrets))
    if settings.trainingportal is not None:
        blueprints.append(
            trainingportal_blueprint(
                parts,
                key=settings.trainingportal.inbound_key,
                allowed=settings.trainingportal.allowed_ips,
            )
        )
    return blueprints


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's own documents do
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def upgrade_database(settings: Settings) -> None:
    """Bring the database to this version."""
    database = open_database(settings.database_url)
    upgrade(database)
    database.close()


def prepare_demo(settings: Settings) -> SignIn:
    """Make the demo ready: tables, catalogue, somebody who can sign in."""
    upgrade_database(settings)
    parts = make_parts(settings)
    seed(parts, None)
    password = kept_secret(settings.instance / "staff_password")
    ensure_staff(
        parts.sessions, email=DEMO_STAFF, role=Role.ADMIN, password=password, now=parts.clock()
    )
    return SignIn(email=DEMO_STAFF, password=password)


def load_file(settings: Settings, file: Path | None) -> int:
    """Load a catalogue file, or the demo's, and return the exit code."""
    return seed(make_parts(settings), file)


def enlist(settings: Settings, *, email: str, role: str) -> int:
    """Add somebody to the staff and return the exit code; a refusal raises Mistake."""
    try:
        return add_to_staff(make_parts(settings), email, role)
    except StaffRefused as refused:
        raise Mistake(str(refused)) from refused


def sweep(settings: Settings) -> int:
    """Do once what the worker does every few seconds."""
    sweep_once(make_parts(settings))
    return 0


def run_worker(settings: Settings) -> int:
    """Do the background work until somebody ends it, and return the exit code.

    A worker that was told of no queue brings its own, unless one is there.
    """
    logs.set_up("worker")
    own = at_hand(settings.redis_socket, instance=settings.instance)
    with nullcontext() if settings.redis_url else own:
        return work(
            partial(make_parts, settings), queue_url=settings.queue_url, workers=settings.workers
        )
