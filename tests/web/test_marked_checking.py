"""What comes after a form, in its place or inside another site: nothing of it is said unmarked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.objection import Limits
from app.domain.voucher import VoucherKind
from app.gateways.paypal.words import WAY as BY_PAYPAL
from app.parts import Parts
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.store.extra import ExtraRow
from app.store.seal import Seal
from app.store.voucher import VoucherRow
from tests.fakes.gateway import FakeGateway
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher
from tests.web.embedding import FRAME, OTHER, PROGRAM, SITE, allow
from tests.web.handing_in import hand_in_at
from tests.web.marked_reader import FILLED, MarkedReader, greek, make_greek
from tests.web.visitor import fields_of
from tests.worlds import CLASS, NOW, add_class, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = f"/classes/{CLASS}/register"
CHECKING = {
    "macros/bill.html",
    "order/_parts.html",
    "registering/_bill.html",
    "registering/_class.html",
    "registering/_news.html",
    "registering/_others.html",
    "registering/_voucher.html",
    "registering/_ways.html",
    "registering/barred.html",
    "registering/check.html",
    "registering/gone.html",
    "registering/unknown.html",
}
EMBEDDED = {
    "embed/base.html",
    "embed/done.html",
    "embed/list.html",
    "embed/refused.html",
    "embed/unknown.html",
}
STOPPED = {
    "registering/_file.html",
    "registering/_press_again.html",
    "registering/too_large.html",
}
CV: dict[str, object] = {
    "key": "cv",
    "kind": "file",
    "label": greek("CV"),
    "required": True,
    "limits": {"most": "1", "types": ["pdf", "png"]},
    "retention_days": 30,
}


def fill(marked: MarkedReader, **more: str) -> None:
    """Fill the form in, and go on to the check."""
    marked.open(FORM)
    marked.press("Continue", {**FILLED, **more})


def change_class(shop: Shop, **columns: object) -> None:
    """Give every class other columns."""
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(**columns))


def test_the_check_and_what_comes_in_between(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions)
    add_extra(shop.sessions, "lunch", stock=1)
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
    make_greek(shop)
    shop.gateways["paypal"] = FakeGateway("paypal", BY_PAYPAL)
    fill(marked)
    marked.press("Apply", {"voucher": "ΩΩΩ"})
    marked.comes_to("This voucher cannot be used here")
    marked.press("Apply", {"voucher": CODE})
    marked.comes_to("is applied")
    change = {"active": False}
    with transaction(shop.sessions) as session:
        session.execute(update(VoucherRow).values(**change))
    marked.press("Pay")
    marked.comes_to("This voucher cannot be used any more")
    fill(marked, **{"participant-1-x-lunch": "1"})
    with transaction(shop.sessions) as session:
        session.execute(update(ExtraRow).values(stock=0))
    marked.press("Pay")
    marked.comes_to("This form changed")
    fill(marked)
    shop.gateway.limits = Limits(least=10**9, most=10**9)
    shop.gateways.pop("paypal")
    marked.open(marked.here.request.path)
    shop.gateway.limits = Limits()
    marked.open(marked.here.request.path)
    register_once(shop)
    change_class(shop, capacity=1)
    marked.press("Pay")
    marked.comes_to("This class is full", 409)
    change_class(shop, waiting_list=True)
    marked.open(FORM)
    marked.press("Continue", FILLED)
    marked.comes_to("You join the waiting list")
    change_class(shop, capacity=2)
    marked.press("Join the waiting list")
    marked.comes_to("There are places now", 409)
    others = {
        "FA-2": {"starts_at": NOW + timedelta(days=80)},
        "FA-3": {"deadline": date(2031, 1, 9)},
        "FA-4": {"starts_at": NOW - timedelta(days=9), "deadline": None},
        "FA-5": {"prices": (("EUR", 100),)},
    }
    for code, special in others.items():
        add_class(shop.sessions, code, **special)  # type: ignore[arg-type]  # passed on as it came
    make_greek(shop)
    for code in (*others, "nowhere"):
        marked.open(f"/classes/{code}/register")
    marked.open(f"{FORM}/no-such-draft")
    marked.open(f"{FORM}?kept=no-such")
    marked.comes_to("What was kept here is gone")
    marked.found_nothing(CHECKING)


def test_a_form_begun_here_and_one_for_too_many(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions, capacity=2)
    make_greek(shop)
    fill(marked, name="")
    marked.open(FORM)
    marked.comes_to("You began to fill in this form")
    marked.press("Add another participant", FILLED)
    second = {"participant-2-name": greek("Bo"), "participant-2-email": "bo@example.org"}
    marked.press("Continue", {**second, "participant-2-phone": "22 12 34 57"})
    marked.comes_to("We hold 2 places for you")
    register_once(shop)
    marked.press("Pay")
    marked.comes_to("There are not enough places left", 409)
    marked.found_nothing(set())


@dataclass(init=False)
class SealingShop(Shop):
    """A shop that seals what is handed in."""

    @property
    def parts(self) -> Parts:
        """Return the parts with a seal."""
        return replace(super().parts, seal=Seal(("a secret",)))


def test_files_challenges_and_what_is_too_large(sessions: Database, tmp_path: Path) -> None:
    shop = SealingShop(sessions)
    marked = MarkedReader(shop, tmp_path)
    add_class(sessions, prices=(), questions=(CV,))
    make_greek(shop)
    marked.open(FORM)
    marked.press("Continue", FILLED)
    marked.look(hand_in_at(marked, "Continue", {"participant-1-q-cv": b"no file"}), status=422)
    marked.look(hand_in_at(marked, "Continue", {"participant-1-q-cv": b"%PDF-1.4 x"}), status=422)
    larger = b"%PDF-1.4" + b"x" * 1_100_000
    marked.look(hand_in_at(marked, "Continue", {"participant-1-q-cv": larger}), status=422)
    marked.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    add_class(sessions, "FA-2", prices=())
    marked.look(
        marked.client.post(FORM, data={**FILLED, "company": "x" * 1_100_000}), "too much", 413
    )
    marked.found_nothing(STOPPED - {"registering/_press_again.html"})


def test_whoever_is_faster_than_a_person(marked: MarkedReader) -> None:
    add_class(marked.shop.sessions, prices=())
    make_greek(marked.shop)
    marked.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    fill(marked)
    marked.comes_to("Please press Continue once more")
    marked.found_nothing({"registering/_press_again.html"})


def test_inside_another_site(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions, prices=())
    add_class(shop.sessions, "FA-2", capacity=0)
    allow(shop.sessions, SITE)
    make_greek(shop)
    marked.open(f"/embed/{PROGRAM}?site={SITE}&back={SITE}/thanks")
    marked.open(FRAME)
    form = fields_of(marked.form_with("Continue"))
    address = marked.here.request.full_path
    marked.press("Continue", {"name": ""})
    marked.press("Continue", FILLED)
    marked.press("Confirm registration")
    marked.comes_to("You are registered")
    marked.send(address, form)
    marked.comes_to("This form", 400)
    marked.send(address, {**form, "csrf_token": "x"})
    marked.open(f"/embed/FA-2?site={SITE}")
    marked.open(f"/embed/{CLASS}?site={OTHER}")
    marked.comes_to("This form may not be shown here", 403)
    marked.open(f"/embed/{CLASS}?site=nonsense")
    marked.open("/embed/nowhere")
    marked.found_nothing(EMBEDDED)
