"""Claims about the doctor and the reconcile command: what to do next, and no secret printed."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app.commands.doctor import examine
from app.commands.reconcile import compare_all
from app.domain.check import Health, Verdict
from app.domain.reconcile import NotHeld, Ours, ReadBack, Thing
from app.domain.tax import TaxMode
from app.factory.doctor import doctor
from app.sandbox.server import Sandbox
from app.settings import Settings
from app.store.database import Database
from tests.fakes.partner import FakePartner
from tests.fakes.wire import Wire, saying
from tests.partners.built import environment
from tests.worlds import NOW, Desk, add_class, add_price

WELL = Health(Verdict.WELL, "fine")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(product_url="http://127.0.0.1:9") as running:
        yield running


def settings(sandbox: Sandbox, database_url: str, place: Path, **changed: str) -> Settings:
    given = environment(sandbox.url) | {
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(place),
        "REDIS_URL": "redis://127.0.0.1:9",
        "BASE_URL": "http://127.0.0.1:9",
        "STRIPE_SECRET_KEY": "sk_test_" + "0123456789" * 3,
        "STRIPE_WEBHOOK_SECRET": "whsec_never_printed",
    }
    return Settings.from_environment(given | changed)


@pytest.fixture
def given(
    sandbox: Sandbox, database: Database, database_url: str, tmp_path: Path
) -> Callable[..., Settings]:
    """Return what makes settings of a site at a fresh sandbox, with a database that is ready."""
    sandbox.world.reset()
    return partial(settings, sandbox, database_url, tmp_path)


def lines(text: str) -> dict[str, str]:
    """Return the verdict of each part by name."""
    found = re.findall(r"^(ok|off|look|BAD) +(.{15}) ", text, re.MULTILINE)
    return {name.strip(): verdict for verdict, name in found}


def test_the_doctor_looks_at_everything_and_prints_no_secret(
    given: Callable[..., Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    site = given()
    code = doctor(site)
    said = capsys.readouterr().out
    assert lines(said) == {
        "settings": "ok",
        "address": "look",
        "database": "ok",
        "database clock": "ok",
        "queue": "look",
        "seller": "ok",
        "Stripe key": "ok",
        "PayPal": "off",
        "ISO": "ok",
        "Connector": "ok",
        "Trainingportal": "ok",
        "Mail": "off",
        "clock": "ok",
    }
    assert code == 0
    assert not [secret for secret in site.secrets if secret in said]


def test_wrong_credentials_and_a_wrong_key_are_to_be_mended(
    given: Callable[..., Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    site = given(
        ISO_CLIENT_SECRET="wrong-secret",
        TRAININGPORTAL_PASSWORD="wrong-password",
        BASE_URL="http://desk.example.test",
        SECRET_KEY="k" * 40,
        TRAININGPORTAL_INBOUND_KEY="a-key-of-our-own",
    )
    assert doctor(site) == 1
    said = capsys.readouterr().out
    found = lines(said)
    assert (found["ISO"], found["Trainingportal"], found["address"]) == ("BAD", "BAD", "BAD")
    assert "Compare the ISO_… settings" in said
    assert "wrong-secret" not in said


def test_who_sells_without_the_tax_and_has_no_number_is_named(
    given: Callable[..., Settings], database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    add_class(database, prices=())
    add_price(database, "Standard", 420000, tax_mode=TaxMode.INCLUSIVE, exemptable=True)
    without = given(SELLER_NAME="Fjordlight AS")
    assert doctor(without) == 0
    said = capsys.readouterr().out
    assert lines(said)["seller"] == "look"
    assert "Fjordlight AS sells without the tax and has no VAT number of its own" in said
    assert doctor(given(SELLER_VAT_NUMBER="NO 1 MVA")) == 0
    assert lines(capsys.readouterr().out)["seller"] == "ok"


@pytest.mark.parametrize(
    ("alive", "verdict"),
    [
        (b'{"status": "alive", "proxy": "one that nobody named"}', "BAD"),
        (b'{"status": "alive"}', "ok"),
        (b'["alive"]', "ok"),
        (b"alive", "ok"),
    ],
)
def test_a_proxy_that_the_site_was_not_told_of_is_to_be_mended(
    sandbox: Sandbox,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    alive: bytes,
    verdict: str,
) -> None:
    with Wire(saying("200 OK", alive)) as wire:
        url = f"sqlite:///{tmp_path}/empty.db"
        doctor(settings(sandbox, url, tmp_path, BASE_URL=wire.url))
    said = capsys.readouterr().out
    assert lines(said)["address"] == verdict
    assert ("Set TRUSTED_PROXIES to the number" in said) == (verdict == "BAD")


def test_a_database_without_tables_or_without_anybody_is_said_so(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.world.reset()
    doctor(settings(sandbox, f"sqlite:///{tmp_path}/empty.db", tmp_path))
    assert "Run ./manage migrate" in capsys.readouterr().out
    nowhere = f"sqlite:///{tmp_path}/no/such/place.db"
    assert doctor(settings(sandbox, nowhere, tmp_path)) == 1
    assert "DATABASE_URL" in capsys.readouterr().out


def test_a_clock_that_is_off_is_found_by_anothers_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = Health(Verdict.WELL, "fine", their_time=NOW + timedelta(minutes=10))
    assert examine({"ISO": lambda: told, "Mail": lambda: WELL}, clock=lambda: NOW) == 1
    assert "NTP" in capsys.readouterr().out


def test_what_cannot_be_looked_at_hides_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> Health:
        raise ConnectionError("postgresql://user:password@host")

    assert examine({"database": broken, "Mail": lambda: WELL}, clock=lambda: NOW) == 1
    said = capsys.readouterr().out
    assert lines(said) == {"database": "BAD", "Mail": "ok"}
    assert "password" not in said
    assert os.linesep


@dataclass
class Forgetful(FakePartner):
    """It has forgotten a person."""

    reads: frozenset[Thing] = frozenset({Thing.PERSON})
    not_read: str = "its books"
    forgot: bool = True

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        yield from [NotHeld(Thing.PERSON, "p-1")] if self.forgot else []


def test_reconciling_says_what_differs_at_whom(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = Forgetful("connector")
    desk = Desk(sessions, partners={"connector": hub, "iso": FakePartner()})
    assert compare_all(desk.parts) == 1
    said = capsys.readouterr().out
    assert "Connector: 1 compared, 1 missing there" in said
    assert "not read: its books" in said
    hub.forgot = False
    assert compare_all(desk.parts) == 0
    assert "all in step" in capsys.readouterr().out
