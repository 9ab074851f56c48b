"""Claims about which partners are on."""

import pytest

from app.domain.contract import may_tell
from app.partners.registry import build_partners
from app.settings import Settings
from tests.partners.built import environment

URL = "http://127.0.0.1:9"


def names(**changed: str) -> list[str]:
    """Return the partners that are on, in order."""
    return list(build_partners(Settings.from_environment(environment(URL, **changed))))


def test_partners_stand_in_a_fixed_order_under_their_own_names() -> None:
    assert names() == ["iso", "connector", "trainingportal"]


@pytest.mark.parametrize("name", ["iso", "connector", "trainingportal"])
def test_a_partner_without_a_base_address_is_off(name: str) -> None:
    assert name not in names(**{f"{name.upper()}_BASE_URL": ""})
    assert len(names(**{f"{name.upper()}_BASE_URL": ""})) == 2


def test_the_time_a_telling_may_take_is_a_setting() -> None:
    settings = Settings.from_environment(environment(URL, ISO_TIMEOUT="12"))
    assert build_partners(settings)["iso"].time_out.total_seconds() == 12


def asked_for(**changed: str) -> list[str]:
    """Return whose turns are asked for before each partner is told something."""
    asked: list[str] = []

    def turn(what: str, *, gap: float, rest: float, ahead: float) -> float:
        asked.append(f"{what} {gap:g} {rest:g}")
        return 0

    settings = Settings.from_environment(environment(URL, **changed))
    for partner in build_partners(settings, turn=turn).values():
        assert may_tell(partner)
    return asked


def test_partners_on_this_machine_are_called_as_fast_as_they_answer() -> None:
    assert asked_for() == []


def test_S10_S16_S19_each_partner_has_a_pace_that_all_processes_keep() -> None:
    rates = {"ISO_RATE": "10", "CONNECTOR_RATE": "2", "TRAININGPORTAL_RATE": "4"}
    assert asked_for(**rates) == [
        "partner:iso 0.1 4.9",
        "partner:connector 0.5 0",
        "partner:trainingportal 0.25 0",
    ]
