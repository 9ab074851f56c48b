"""The pages of staff, all under /staff. Not here: what they may read and do (queries, use cases).

Everything but signing in is for whoever is signed in; mending deliveries, changing classes and
recording results is for admins and coordinators, settling money for bookkeepers besides.
"""

from collections.abc import Callable

from flask import Blueprint
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden

from app.parts import Parts
from app.web.privacy import keep_private
from app.web.proxies import is_unnamed_proxy
from app.web.site import Site
from app.web.staff.account import Account
from app.web.staff.addresses import Addresses
from app.web.staff.answers import Answers
from app.web.staff.books import Books
from app.web.staff.changes import Changes
from app.web.staff.classes import Classes
from app.web.staff.contacts import Contacts
from app.web.staff.deliveries import Deliveries
from app.web.staff.destinations import Destinations
from app.web.staff.door import Door
from app.web.staff.embedding import Embedding
from app.web.staff.erasing import Erasing
from app.web.staff.exchanges import Exchanges
from app.web.staff.form_door import FormDoor
from app.web.staff.form_entries import FormEntries
from app.web.staff.form_preview import FormPreview
from app.web.staff.form_publishing import FormPublishing
from app.web.staff.forms import Forms
from app.web.staff.leads import Leads
from app.web.staff.mails import Mails
from app.web.staff.money import MoneyByHand
from app.web.staff.news import News
from app.web.staff.papers import Papers
from app.web.staff.reconciling import Reconciling
from app.web.staff.refunds import Refunds
from app.web.staff.registrations import Registrations
from app.web.staff.results import Results
from app.web.staff.seats import Seats
from app.web.staff.settlement import Settlement
from app.web.staff.stopped import StoppedAddresses
from app.web.staff.vouchers import Vouchers
from app.web.staff.waiting import Waiting
from app.web.staff.words import WORDS

Add = Callable[..., None]
GET, POST = ["GET"], ["POST"]


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses of staff."""
    blueprint = Blueprint("staff", __name__, url_prefix="/staff")
    door = Door(parts)
    blueprint.record_once(door.hang)
    blueprint.before_request(door.admit)
    blueprint.after_request(keep_private)
    account = Account(parts, site, door)
    blueprint.register_error_handler(CSRFError, account.stale)
    blueprint.register_error_handler(Forbidden, door.refused)
    add = blueprint.add_url_rule
    add("/sign-in", "sign_in_form", account.sign_in_form, methods=GET)
    add("/sign-in", "sign_in", account.sign_in, methods=POST)
    add("/sign-out", "sign_out", account.sign_out, methods=POST)
    add("/password", "password_form", account.password_form, methods=GET)
    add("/password", "password", account.password, methods=POST)
    _registrations(add, parts, door)
    _changes(add, parts, site, door)
    _money(add, parts, door)
    _leads(add, parts, door)
    _contacts(add, parts, site, door)
    _telling(add, parts, door)
    _settlement(add, parts, door)
    _papers(add, parts, door)
    _classes(add, parts, site, door)
    _vouchers(add, parts, door)
    _forms(add, FormDoor(parts, door, own=site.language), site)
    _embedding(add, parts, site, door)
    _mails(add, parts, site, door)
    # Only here: the rest of the site has words of its own. What is no class's has the books' zone.
    known = WORDS | {
        "trials": site.trials,
        "desk_zone": parts.seller.timezone,
        "usual_reminder": parts.class_reminder_days,
    }
    blueprint.context_processor(
        lambda: (
            known
            | {"now": parts.clock(), "member": door.member()}
            | {"unnamed_proxy": is_unnamed_proxy(site.trusted_proxies)}
        )
    )
    return blueprint


def _registrations(add: Add, parts: Parts, door: Door) -> None:
    registrations = Registrations(parts)
    add("/", "overview", registrations.overview, methods=GET)
    add("/registrations", "registrations", registrations.list, methods=GET)
    add("/registrations", "search", registrations.search, methods=POST)
    add("/registrations/<reference>", "registration", registrations.show, methods=GET)
    add("/orders/<reference>", "order", registrations.order, methods=GET)
    addresses = Addresses(parts, door)
    add("/orders/<reference>/address", "ask_for_address", addresses.ask, methods=GET)
    add("/orders/<reference>/address", "correct_address", addresses.correct, methods=POST)
    erasing = Erasing(parts, door)
    add("/orders/<reference>/erase", "ask_to_erase", erasing.ask, methods=GET)
    add("/orders/<reference>/erase", "erase", erasing.erase, methods=POST)
    refunds = Refunds(parts, door)
    add("/refunds/<refund_uid>/retry", "refund", refunds.retry, methods=POST)
    add("/refunds/<refund_uid>/close", "close_refund", refunds.close, methods=POST)


def _papers(add: Add, parts: Parts, door: Door) -> None:
    papers = Papers(parts)
    add("/papers", "papers", papers.list, methods=GET)
    add("/papers/<paper>.pdf", "paper", papers.show, methods=GET)
    books = Books(parts, door)
    add("/bookkeeping", "bookkeeping", books.show, methods=GET)
    add("/bookkeeping/<sheet>.csv", "bookkeeping_text", books.text, methods=GET)
    add("/bookkeeping.xlsx", "bookkeeping_workbook", books.workbook, methods=GET)


def _changes(add: Add, parts: Parts, site: Site, door: Door) -> None:
    changes = Changes(parts, site, door)
    place = "/registrations/<reference>"
    add(f"{place}/change", "change_place", changes.show, methods=GET)
    add(f"{place}/cancel", "cancel_place", changes.cancel, methods=POST)
    add(f"{place}/cancel-order", "cancel_order", changes.cancel_order, methods=POST)
    add(f"{place}/hand-over", "hand_over", changes.hand_over, methods=POST)
    add(f"{place}/move", "move", changes.move, methods=POST)
    add(f"{place}/give-back", "give_back", changes.give_back, methods=POST)


def _money(add: Add, parts: Parts, door: Door) -> None:
    money = MoneyByHand(parts, door)
    order = "/orders/<reference>/money"
    add("/money", "money", money.list, methods=GET)
    add(order, "order_money", money.show, methods=GET)
    add(order, "record_payment", money.record, methods=POST)
    add("/orders/<reference>/confirm", "confirm_on_credit", money.confirm, methods=POST)
    add("/orders/<reference>/waive", "waive_rest", money.waive, methods=POST)
    add("/payments/<payment_uid>/undo", "undo_payment", money.undo, methods=POST)
    add("/refunds/<refund_uid>/returned", "returned", money.returned, methods=POST)


def _leads(add: Add, parts: Parts, door: Door) -> None:
    leads = Leads(parts, door)
    add("/lead-sources", "sources", leads.sources, methods=GET)
    add("/lead-sources", "add_source", leads.add_source, methods=POST)
    add("/lead-sources/<code>", "change_source", leads.change_source, methods=POST)
    add("/registrations/<reference>/lead", "assign", leads.assign, methods=POST)
    answers = Answers(parts, door)
    add("/registrations/<reference>/answers", "read_answers", answers.read, methods=POST)
    add("/registrations/<reference>/file", "open_file", answers.file, methods=POST)
    add("/coordinators", "coordinators", leads.coordinators, methods=GET)
    add("/coordinators/<code>", "name_coordinator", leads.name_coordinator, methods=POST)


def _contacts(add: Add, parts: Parts, site: Site, door: Door) -> None:
    contacts = Contacts(parts, site, door)
    add("/contacts", "contacts", contacts.list, methods=GET)
    add("/contacts/<code>/close", "close_review", contacts.close, methods=POST)
    add("/registrations/<reference>/phone", "fill_in_phone", contacts.fill_in, methods=POST)


def _telling(add: Add, parts: Parts, door: Door) -> None:
    deliveries = Deliveries(parts, door)
    add("/deliveries", "deliveries", deliveries.list, methods=GET)
    add("/deliveries/<int:delivery_id>/retry", "retry", deliveries.retry, methods=POST)
    add("/deliveries/<int:delivery_id>/send", "send", deliveries.send, methods=POST)
    add("/deliveries/<int:delivery_id>/skip", "skip", deliveries.skip, methods=POST)
    stopped = StoppedAddresses(parts, door)
    add("/stopped", "stopped", stopped.list, methods=GET)
    add("/stopped/<int:stopped_id>/take-off", "take_off_list", stopped.take_off, methods=POST)
    exchanges = Exchanges(parts, door)
    add("/exchanges", "exchanges", exchanges.list, methods=GET)
    add("/exchanges/<int:exchange_id>", "exchange", exchanges.show, methods=GET)
    destinations = Destinations(parts, door)
    add("/destinations/<destination>/try", "try_now", destinations.try_now, methods=POST)
    reconciling = Reconciling(parts, door)
    add("/reconcile", "reconcile", reconciling.list, methods=GET)
    add("/reconcile/<int:difference_id>", "repair", reconciling.repair, methods=POST)
    add("/news/<int:news_id>/close", "close_news", News(parts, door).close, methods=POST)


def _settlement(add: Add, parts: Parts, door: Door) -> None:
    settlement = Settlement(parts, door)
    add("/settlement", "settlement", settlement.show, methods=GET)
    add("/settlement/<int:report_id>", "settlement_report", settlement.show, methods=GET)
    add("/settlement/<gateway>/prove", "prove", settlement.prove, methods=POST)
    add("/settlement/<int:difference_id>/mend", "mend_money", settlement.mend, methods=POST)


def _classes(add: Add, parts: Parts, site: Site, door: Door) -> None:
    classes = Classes(parts, door)
    add("/classes", "classes", classes.list, methods=GET)
    add("/classes/new", "new_class", classes.new_form, methods=GET)
    add("/classes/new", "publish_class", classes.publish, methods=POST)
    add("/classes/<code>", "course_class", classes.show, methods=GET)
    add("/classes/<code>/change", "change_form", classes.change_form, methods=GET)
    add("/classes/<code>/change", "change_class", classes.change, methods=POST)
    add("/classes/<code>/cancel", "cancel_class", classes.cancel, methods=POST)
    add("/classes/<code>/restore", "restore_class", classes.restore, methods=POST)
    add("/classes/<code>/registrations.csv", "class_answers", classes.answers, methods=GET)
    seats = Seats(parts, site, door)
    add("/classes/<code>/seats", "seats", seats.ledger, methods=GET)
    add("/classes/<code>/seats", "set_seats_aside", seats.set_aside, methods=POST)
    add("/classes/<code>/place", "place_form", seats.place_form, methods=GET)
    add("/classes/<code>/place", "give_place", seats.give, methods=POST)
    waiting = Waiting(parts, door)
    line = "/classes/<code>/waiting"
    add(line, "waiting", waiting.show, methods=GET)
    add(f"{line}/pause", "pause_line", waiting.pause, methods=POST)
    add(f"{line}/take-off", "take_off_line", waiting.take_off, methods=POST)
    add(f"{line}/<int:entry>/offer", "pick_from_line", waiting.pick, methods=POST)
    results = Results(parts, site, door)
    add("/classes/<code>/results", "results", results.record, methods=POST)
    add("/registrations/<reference>/retract", "retract", results.retract, methods=POST)
    paper = "/registrations/<reference>/certificate.pdf"
    add(paper, "certificate", results.certificate, methods=GET)


def _vouchers(add: Add, parts: Parts, door: Door) -> None:
    vouchers = Vouchers(parts, door)
    add("/vouchers", "vouchers", vouchers.list, methods=GET)
    add("/vouchers/new", "new_voucher", vouchers.new_form, methods=GET)
    add("/vouchers/new", "make_vouchers", vouchers.make, methods=POST)
    add("/vouchers/batch/<batch>.csv", "voucher_file", vouchers.file, methods=GET)
    add("/vouchers/find", "find_voucher", vouchers.find, methods=POST)
    voucher = "/vouchers/<int:voucher>"
    add(voucher, "voucher", vouchers.show, methods=GET)
    add(voucher, "change_voucher", vouchers.change, methods=POST)
    add(f"{voucher}/switch", "switch_voucher", vouchers.switch, methods=POST)
    add(f"{voucher}/close", "close_voucher", vouchers.close, methods=POST)
    back = f"{voucher}/uses/<int:redemption_id>/give-back"
    add(back, "give_use_back", vouchers.give_back, methods=POST)


def _forms(add: Add, door: FormDoor, site: Site) -> None:
    form = "/programs/<program>/form"
    forms = Forms(door)
    add(form, "form", forms.show, methods=GET)
    add(form, "arrange_form", forms.arrange, methods=POST)
    add(f"{form}/begin", "begin_form", forms.begin, methods=POST)
    add(f"{form}/discard", "discard_form", forms.discard, methods=POST)
    add(f"{form}/versions/<int:version>", "form_version", forms.version, methods=GET)
    entries = FormEntries(door)
    add(f"{form}/new", "new_entry", entries.new_form, methods=GET)
    add(f"{form}/new", "add_entry", entries.add, methods=POST)
    entry = f"{form}/entries/<question>"
    add(entry, "entry_form", entries.change_form, methods=GET)
    add(entry, "change_entry", entries.change, methods=POST)
    add(f"{entry}/kind", "entry_kind", entries.change_kind, methods=GET)
    preview = FormPreview(door, site)
    add(f"{form}/preview", "preview_form", preview.show, methods=GET)
    add(f"{form}/preview", "fill_preview", preview.fill, methods=POST)
    publishing = FormPublishing(door)
    add(f"{form}/publish", "form_effects", publishing.show, methods=GET)
    add(f"{form}/publish", "publish_form", publishing.publish, methods=POST)


def _embedding(add: Add, parts: Parts, site: Site, door: Door) -> None:
    embedding, page = Embedding(parts, site, door), "/programs/<program>/embed"
    add(page, "embedding", embedding.show, methods=GET)
    add(f"{page}/sites", "allow_site", embedding.allow, methods=POST)
    add(f"{page}/sites/remove", "forbid_site", embedding.forbid, methods=POST)
    add(f"{page}/examine", "examine_site", embedding.examine, methods=POST)


def _mails(add: Add, parts: Parts, site: Site, door: Door) -> None:
    mails, letter = Mails(parts, site, door), "/mails/<kind>/<language>"
    add("/mails", "mails", mails.list, methods=GET)
    add(letter, "mail", mails.show, methods=GET)
    add(letter, "change_mail", mails.change, methods=POST)
    add(f"{letter}/preview", "preview_mail", mails.preview, methods=POST)
    add(f"{letter}/test", "test_mail", mails.test, methods=POST)
    add(f"{letter}/ours", "give_mail_back", mails.give_back, methods=POST)
