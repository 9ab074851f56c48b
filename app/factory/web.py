"""The web application, put together. Not here: its pages."""

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.api.blueprint import api_blueprint
from app.api.terms import Allowance, Terms
from app.factory.challenge import challenge_of
from app.factory.parts import make_parts
from app.gateways.registry import gateway_entries
from app.gateways.webhook import gateway_webhook, uncounted
from app.jobs.queue import WakeQueue
from app.jobs.tally import Tally
from app.languages import LANGUAGES
from app.mail.bounce_door import bounce_blueprint
from app.partners.connector.inbound import connector_blueprint
from app.partners.door import keep_calls
from app.partners.iso.inbound import Doorkeeper, iso_blueprint
from app.partners.registry import connector_identity
from app.partners.trainingportal.inbound import trainingportal_blueprint
from app.parts import Parts
from app.settings import ROOT, IsoEnvironment, Settings
from app.store.tables import configure
from app.web import (
    assets,
    catalogue,
    certificates,
    embed,
    errors,
    feeds,
    finding,
    health,
    language,
    orders,
    own_data,
    pictures,
    reader,
    registering,
    search_engines,
    security,
    squeezing,
    staff,
)
from app.web.frame import CookieSessions, Frame
from app.web.health import count_requests
from app.web.limits import limit_requests
from app.web.request_log import log_requests
from app.web.site import Site

PAGES = (
    *(reader, security, squeezing, errors, assets, language, catalogue, certificates),
    *(search_engines, feeds, pictures, registering, finding, orders, own_data, staff),
)
SIGNED_IN_FOR = timedelta(hours=12)
# Large, and loaded where they are first used.
USED_LATER = (
    *("email_validator", "phonenumbers", "redis", "rq"),
    *("markdown_it", "nh3", "stripe", "icalendar", "lxml.etree"),
)


def make_site(settings: Settings) -> Site:
    """Return what every page knows of the site."""
    return Site(
        name=settings.site_name,
        base_url=settings.base_url,
        secret=settings.secret_key,
        hold=timedelta(minutes=settings.hold_minutes),
        country=settings.country,
        pay_hosts=tuple(dict.fromkeys(each.pay_host for each in gateway_entries(settings))),
        trials=("ISO",) if _is_uat(settings) else (),
        trusted_proxies=settings.trusted_proxies,
        language=settings.site_language,
        challenge=challenge_of(settings.challenge),
    )


def _is_uat(settings: Settings) -> bool:
    return settings.iso is not None and settings.iso.environment is IsoEnvironment.UAT


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
    for module in PAGES:
        app.register_blueprint(module.build(parts, site))
    # After them: what it refuses is said in its reader's language.
    csrf = CSRFProtect(app)  # type: ignore[no-untyped-call]  # it has no types
    framed = embed.build(parts, site)
    # It signs a token of its own: a frame on another site has no cookie to go with one.
    csrf.exempt(framed)  # type: ignore[no-untyped-call]  # it has no types
    app.register_blueprint(framed)
    app.register_blueprint(_health(parts, settings))
    tally = Tally(settings.queue_url)
    limit_requests(app, count=tally.count)
    api = api_blueprint(parts, _terms(settings), count=tally.count, turn=tally.turn)
    csrf.exempt(api)  # type: ignore[no-untyped-call]  # it has no types
    app.register_blueprint(api)
    for partner, blueprint in _addresses_for_programs(parts, settings):
        keep_calls(blueprint, partner=partner, keep=parts.archive.keep)
        csrf.exempt(blueprint)  # type: ignore[no-untyped-call]  # it has no types
        app.register_blueprint(blueprint)
    app.load_more = partial(_load_more, app)
    return app


def _health(parts: Parts, settings: Settings) -> Blueprint:
    """Return the addresses for whoever runs the machine."""
    return health.build(
        parts,
        queue=WakeQueue(settings.queue_url),
        token=settings.metrics_token,
        trusted_proxies=settings.trusted_proxies,
    )


def _terms(settings: Settings) -> Terms:
    """Return what the API's calls know of the site."""
    return Terms(
        base_url=settings.base_url,
        secret=settings.secret_key,
        hold=timedelta(minutes=settings.hold_minutes),
        country=settings.country,
        allowance=Allowance(
            a_minute=settings.api_per_minute,
            burst=settings.api_burst,
            a_second=settings.api_per_second,
        ),
    )


def _load_more(app: Flask) -> Iterator[None]:
    """Load the pages' templates, how tables belong together, languages, and the libraries."""
    for template in app.jinja_env.list_templates(filter_func=_is_of_a_page):
        app.jinja_env.get_template(template)
        yield
    configure()
    for each in LANGUAGES.values():
        yield
        each.sentences  # noqa: B018  # it is read then
    for name in USED_LATER:
        yield
        import_module(name)


def _is_of_a_page(template: str) -> bool:
    return not template.startswith("mail/")


def _addresses_for_programs(parts: Parts, settings: Settings) -> list[tuple[str, Blueprint]]:
    """Return what is called by programs, which sign or know a key and carry no cookie; and whose.

    Every call to them is kept.
    """
    blueprints = []
    count = Tally(settings.queue_url).count
    for entry in gateway_entries(settings):
        name = entry.gateway.name
        bound = count if entry.reading_calls else uncounted
        webhook = gateway_webhook(parts, name=name, read=entry.read_news, count=bound)
        blueprints.append((name, webhook))
    if settings.mail is not None:
        blueprints.append(("mail", bounce_blueprint(parts, secrets=settings.mail.bounce_secrets)))
    if settings.connector is not None:
        connector = connector_blueprint(
            parts,
            identity=connector_identity(settings.connector, country=settings.country),
            token=settings.connector.inbound_token,
            count=count,
        )
        blueprints.append(("connector", connector))
    if settings.trainingportal is not None:
        portal = trainingportal_blueprint(
            parts,
            key=settings.trainingportal.inbound_key,
            allowed=settings.trainingportal.allowed_ips,
            class_name=settings.trainingportal.class_parameter,
            hold=timedelta(hours=settings.trainingportal.hold_hours),
        )
        blueprints.append(("trainingportal", portal))
    if settings.iso is not None:
        doorkeeper = Doorkeeper(
            secrets=settings.iso.webhook_secrets,
            bearer=settings.iso.webhook_bearer or "",
            system_token=settings.iso.system_token or "",
        )
        iso = iso_blueprint(parts, paths=settings.iso.webhook_paths, doorkeeper=doorkeeper)
        blueprints.append(("iso", iso))
    return blueprints


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's own documents do
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
