"""The pages of staff, all under /staff. Not here: what they may read and do (queries, use cases).

Everything but signing in is for whoever is signed in; mending deliveries, changing classes and
recording results is for admins and coordinators.
"""

from flask import Blueprint
from flask_wtf.csrf import CSRFError

from app.parts import Parts
from app.web.privacy import keep_private
from app.web.site import Site
from app.web.staff.account import Account
from app.web.staff.classes import Classes
from app.web.staff.deliveries import Deliveries
from app.web.staff.destinations import Destinations
from app.web.staff.door import Door
from app.web.staff.exchanges import Exchanges
from app.web.staff.leads import Leads
from app.web.staff.news import News
from app.web.staff.reconciling import Reconciling
from app.web.staff.refunds import Refunds
from app.web.staff.registrations import Registrations
from app.web.staff.results import Results
from app.web.staff.words import WORDS


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses of staff."""
    blueprint = Blueprint("staff", __name__, url_prefix="/staff")
    door = Door(parts)
    blueprint.record_once(door.hang)
    blueprint.before_request(door.admit)
    blueprint.after_request(keep_private)
    account = Account(parts, site, door)
    blueprint.register_error_handler(CSRFError, account.stale)
    get, post = ["GET"], ["POST"]
    add = blueprint.add_url_rule
    add("/sign-in", "sign_in_form", account.sign_in_form, methods=get)
    add("/sign-in", "sign_in", account.sign_in, methods=post)
    add("/sign-out", "sign_out", account.sign_out, methods=post)
    add("/password", "password_form", account.password_form, methods=get)
    add("/password", "password", account.password, methods=post)
    registrations = Registrations(parts)
    add("/", "overview", registrations.overview, methods=get)
    add("/registrations", "registrations", registrations.list, methods=get)
    add("/registrations", "search", registrations.search, methods=post)
    add("/registrations/<reference>", "registration", registrations.show, methods=get)
    add("/orders/<reference>", "order", registrations.order, methods=get)
    deliveries = Deliveries(parts, door)
    add("/deliveries", "deliveries", deliveries.list, methods=get)
    add("/deliveries/<int:delivery_id>/retry", "retry", deliveries.retry, methods=post)
    add("/deliveries/<int:delivery_id>/skip", "skip", deliveries.skip, methods=post)
    leads = Leads(parts, door)
    add("/lead-sources", "sources", leads.sources, methods=get)
    add("/lead-sources", "add_source", leads.add_source, methods=post)
    add("/lead-sources/<code>", "change_source", leads.change_source, methods=post)
    add("/registrations/<reference>/lead", "assign", leads.assign, methods=post)
    add("/coordinators", "coordinators", leads.coordinators, methods=get)
    add("/coordinators/<code>", "name_coordinator", leads.name_coordinator, methods=post)
    add("/contacts", "contacts", leads.contacts, methods=get)
    exchanges = Exchanges(parts, door)
    add("/exchanges", "exchanges", exchanges.list, methods=get)
    add("/exchanges/<int:exchange_id>", "exchange", exchanges.show, methods=get)
    destinations = Destinations(parts, door)
    add("/destinations/<destination>/try", "try_now", destinations.try_now, methods=post)
    reconciling = Reconciling(parts, door)
    add("/reconcile", "reconcile", reconciling.list, methods=get)
    add("/reconcile/<int:difference_id>", "repair", reconciling.repair, methods=post)
    refunds = Refunds(parts, door)
    add("/refunds/<refund_uid>/retry", "refund", refunds.retry, methods=post)
    classes = Classes(parts, door)
    add("/classes", "classes", classes.list, methods=get)
    add("/classes/new", "new_class", classes.new_form, methods=get)
    add("/classes/new", "publish_class", classes.publish, methods=post)
    add("/classes/<code>", "course_class", classes.show, methods=get)
    add("/classes/<code>/change", "change_form", classes.change_form, methods=get)
    add("/classes/<code>/change", "change_class", classes.change, methods=post)
    add("/classes/<code>/cancel", "cancel_class", classes.cancel, methods=post)
    add("/classes/<code>/restore", "restore_class", classes.restore, methods=post)
    results = Results(parts, site, door)
    add("/classes/<code>/results", "results", results.record, methods=post)
    add("/registrations/<reference>/retract", "retract", results.retract, methods=post)
    paper = "/registrations/<reference>/certificate.pdf"
    add(paper, "certificate", results.certificate, methods=get)
    add("/news/<int:news_id>/close", "close_news", News(parts, door).close, methods=post)
    # Only here: the rest of the site has words of its own.
    known = WORDS | {"trials": site.trials}
    blueprint.context_processor(lambda: known | {"now": parts.clock(), "member": door.member()})
    return blueprint
