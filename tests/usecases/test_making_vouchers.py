"""Vouchers are made, changed and loaded; no limit falls below what was used."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app.domain.catalogue import CatalogueMistake, read_catalogue, read_one_voucher
from app.domain.registration import RegistrationState
from app.store.database import Database, reading, transaction
from app.store.registration import Registration
from app.store.voucher import VoucherRow
from app.usecases.change_voucher import (
    StillHad,
    UsedMoreOften,
    UseGivenBack,
    give_use_back,
    limit_voucher,
    switch_voucher,
)
from app.usecases.load_catalogue import load_catalogue
from app.usecases.make_vouchers import MadeVouchers, MakingRefused, make_vouchers
from tests.fakes.catalogue_file import CLASS_CODE, EXAMPLE
from tests.usecases.places import KIM
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, extras_agree, taken
from tests.worlds import ANA, BO, CLASS, NOW, add_class, register_once

FREE = {"kind": "free"}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def make(shop: Shop, count: int = 1, **fields: object) -> int:
    entry = read_one_voucher({**FREE, **fields})
    return make_vouchers(shop.sessions, entry=entry, count=count, by=KIM, now=NOW).first


def rows(shop: Shop) -> list[VoucherRow]:
    with reading(shop.sessions) as session:
        return list(session.scalars(select(VoucherRow).order_by(VoucherRow.id)))


def document(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(EXAMPLE), **more}


def load(shop: Shop, file: dict[str, Any]) -> None:
    load_catalogue(
        shop.sessions, catalogue=read_catalogue(file), partners=shop.partners, now=shop.now
    )


def test_who_made_a_voucher_is_kept(shop: Shop) -> None:
    where: dict[str, Any] = {"class": CLASS, "program": "FIRST-AID"}
    made = make(shop, code="fair-2031", **where)
    (row,) = rows(shop)
    assert (row.id, row.code, row.shown) == (made, "FAIR2031", "FAIR-2031")
    assert (row.made_by, row.made_at) == (KIM, NOW)
    assert row.batch == ""


def test_many_have_codes_of_their_own_and_a_batch_in_common(shop: Shop) -> None:
    make(shop, 5)
    assert len({row.code for row in rows(shop)}) == 5
    assert len({row.batch for row in rows(shop)}) == 1


@pytest.mark.parametrize(
    ("count", "fields", "field"),
    [
        (0, {}, "count"),
        (1001, {}, "count"),
        (1, {"class": "NOPE"}, "class"),
        (1, {"program": "NOPE"}, "program"),
        (1, {"code": "Fair 2031"}, "code"),
    ],
)
def test_what_cannot_be_made_names_its_field(
    shop: Shop, count: int, fields: dict[str, Any], field: str
) -> None:
    add_voucher(shop.sessions)
    with pytest.raises(MakingRefused) as refused:
        make(shop, count, **fields)
    assert refused.value.field == field
    assert str(refused.value)
    assert len(rows(shop)) == 1


def test_limits_and_use_of_a_voucher_that_is_not_there_cannot_be_changed(shop: Shop) -> None:
    entry = read_one_voucher(FREE)
    assert not limit_voucher(shop.sessions, number=1, entry=entry, by=KIM, now=NOW)
    assert not switch_voucher(shop.sessions, number=1, active=True, by=KIM, now=NOW)
    given = give_use_back(shop.sessions, number=1, redemption_id=1, by=KIM, now=NOW)
    assert given is None


def test_a_change_that_is_refused_changes_nothing(shop: Shop) -> None:
    add_voucher(shop.sessions, most_total=5)
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    entry = read_one_voucher({**FREE, "most": 1, "name": "Fair"})
    with pytest.raises(UsedMoreOften) as refused:
        limit_voucher(shop.sessions, number=1, entry=entry, by=KIM, now=NOW)
    assert str(refused.value) == "It was used more often already"
    (row,) = rows(shop)
    assert (row.most_total, row.name, row.changed_by) == (5, "", "")


def test_a_file_adds_vouchers_and_has_the_last_word_on_their_limits(shop: Shop) -> None:
    voucher = {"code": "FAIR-2031", "kind": "percent", "percent": 10, "most": 5}
    load(shop, document(vouchers=[voucher]))
    load(shop, document(vouchers=[{**voucher, "most": 7, "name": "Fair"}]))
    (row,) = rows(shop)
    assert (row.most_total, row.name, row.made_by) == (7, "Fair", "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"percent": 20}, "vouchers[0].code: is that of another voucher"),
        ({"most": 1}, "vouchers[0].most: must be 2 or more"),
    ],
)
def test_a_file_cannot_change_what_a_voucher_gives_or_gave(
    shop: Shop, changed: dict[str, int], said: str
) -> None:
    voucher: dict[str, Any] = {"code": "FAIR-2031", "kind": "percent", "percent": 10}
    load(shop, document(vouchers=[voucher]))
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    with pytest.raises(CatalogueMistake) as refused:
        load(shop, document(vouchers=[{**voucher, **changed}]))
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("what", ["class", "program"])
def test_a_file_cannot_have_a_voucher_for_what_is_not_there(shop: Shop, what: str) -> None:
    voucher = {"code": "FAIR-2031", "kind": "free", what: "NOPE"}
    with pytest.raises(CatalogueMistake) as refused:
        load(shop, document(vouchers=[voucher]))
    assert str(refused.value) == f"vouchers[0].{what}: there is no such {what}"
    assert rows(shop) == []


def test_a_file_can_have_a_voucher_for_what_it_brings(shop: Shop) -> None:
    file = document()
    program = file["programs"][0]
    voucher = {"code": "FAIR-2031", "kind": "free", "class": program["classes"][0]["code"]}
    load(shop, {**file, "vouchers": [{**voucher, "program": program["code"]}]})
    assert len(rows(shop)) == 1


def test_one_code_under_other_signs_is_one_voucher(shop: Shop) -> None:
    voucher = {"code": "FAIR-2031", "kind": "free", "most": 1}
    load(shop, document(vouchers=[voucher, {**voucher, "code": "FAIR2031", "most": 2}]))
    (row,) = rows(shop)
    assert row.most_total == 2


def test_a_file_changes_extras_but_not_below_what_is_ordered(shop: Shop) -> None:
    file = document()
    of_class = file["programs"][0]["classes"][0]
    lunch = {"code": "lunch", "label": "Lunch", "stock": 5, "most_per_place": 3}
    of_class["extras"] = [lunch]
    load(shop, file)
    register_once(shop, code=CLASS_CODE, extras={"lunch": 3})
    of_class["extras"] = [{**lunch, "stock": 2}]
    with pytest.raises(CatalogueMistake) as refused:
        load(shop, file)
    assert str(refused.value) == (
        "programs[0].classes[0].extras[0].stock: must be 3 or more: so many of Lunch are ordered"
    )
    of_class["extras"] = [{**lunch, "stock": 3, "label": "Dinner"}]
    load(shop, file)
    assert taken(shop.sessions) == 3
    del of_class["extras"]
    load(shop, file)
    assert taken(shop.sessions) == 3
    of_class["extras"] = []
    load(shop, file)
    assert extras_agree(shop.sessions)


def test_a_use_is_given_back_once_and_a_switch_is_noted(shop: Shop) -> None:
    add_voucher(shop.sessions, most_total=1)
    register_once(shop, voucher=CODE)
    with pytest.raises(StillHad, match="has not ended"):
        give_use_back(shop.sessions, number=1, redemption_id=1, by=KIM, now=NOW)
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CANCELLED))
    given = [
        give_use_back(shop.sessions, number=1, redemption_id=1, by=KIM, now=NOW) for _ in range(2)
    ]
    assert given == [UseGivenBack.GIVEN, UseGivenBack.BEFORE]
    assert switch_voucher(shop.sessions, number=1, active=False, by=KIM, now=NOW)
    entry = read_one_voucher({**FREE, "most": 1})
    assert limit_voucher(shop.sessions, number=1, entry=entry, by=KIM, now=NOW)
    (row,) = rows(shop)
    assert (row.used, row.active, row.changed_by, row.most_total) == (0, False, KIM, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_one_form_makes_vouchers_once(shop: Shop, count: int) -> None:
    entry = read_one_voucher({**FREE, "code": CODE})
    asked: dict[str, Any] = {"entry": entry, "count": count, "by": KIM, "now": NOW}
    first, again = (make_vouchers(shop.sessions, **asked, key="form-1") for _ in range(2))
    assert (again.batch, again.first, again.before) == (first.batch, first.first, True)
    assert len(rows(shop)) == count
    other = read_one_voucher(FREE)
    assert not make_vouchers(shop.sessions, **{**asked, "entry": other}, key="form-2").before
    assert len(rows(shop)) == 2 * count


class Twice:
    """Sessions in which the form is sent again while its first transaction is being written."""

    def __init__(self, sessions: Database, again: Callable[[], MadeVouchers]) -> None:
        self._sessions = sessions
        self._again = again
        self.made: list[MadeVouchers] = []

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a transaction that is overtaken by another before its first row is written."""
        with self._sessions.begin() as session:
            event.listen(session, "before_flush", self._overtake, once=True)
            yield session

    def _overtake(self, *_: object) -> None:
        self.made.append(self._again())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sessions, name)


# With SQLite whoever writes is alone, and the second finds what the first made.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("code", [CODE, ""])
def test_one_form_sent_twice_at_once_makes_vouchers_once(
    shop: Shop, sessions: Database, code: str
) -> None:
    entry = read_one_voucher({**FREE, "code": code} if code else FREE)
    asked: dict[str, Any] = {"entry": entry, "count": 1, "by": KIM, "now": NOW, "key": "form-1"}
    twice = Twice(sessions, lambda: make_vouchers(sessions, **asked))
    mine = make_vouchers(twice, **asked)
    assert [mine.first] == [each.first for each in twice.made] == [each.id for each in rows(shop)]
    assert mine.before


class AtOnce:
    """Sessions in which a voucher is there by the time that a transaction is written."""

    def __init__(self, sessions: Database) -> None:
        self._sessions = sessions

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a transaction; at its end the code is another's."""
        with self._sessions.begin() as session:
            yield session
            session.add(VoucherRow(code=CODE, shown=CODE, kind="free", made_at=NOW))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sessions, name)


def test_a_code_that_somebody_else_took_at_once_is_refused(sessions: Database) -> None:
    entry = read_one_voucher({**FREE, "code": CODE})
    with pytest.raises(MakingRefused) as refused:
        make_vouchers(AtOnce(sessions), entry=entry, count=1, by=KIM, now=NOW)
    assert refused.value.field == "code"
