"""Claims about which partners are on."""

import pytest

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
