"""The domain's values are frozen; a refusal that is raised is an exception with its facts."""

import pkgutil
from dataclasses import FrozenInstanceError, is_dataclass
from importlib import import_module

import pytest

import app.domain
from app.domain.contract import (
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.news import GatewayNews

MODULES = [
    import_module(found.name)
    for found in pkgutil.walk_packages(app.domain.__path__, prefix="app.domain.")
]
VALUES = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type)
        and is_dataclass(value)
        and value.__module__.startswith("app.domain")
        and not issubclass(value, Exception)
    },
    key=lambda value: (value.__module__, value.__name__),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_every_value_is_frozen_and_has_slots(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]  # is_dataclass above
    assert not hasattr(object.__new__(value), "__dict__")


@pytest.mark.parametrize("outcome", [Told("ok"), Refused("no"), Unreachable("?"), Unknown("?")])
def test_an_outcome_teaches_nothing_unless_it_says_so(
    outcome: Told | Refused | Unreachable | Unknown,
) -> None:
    assert not outcome.learned


def test_news_is_what_came_and_cannot_be_changed() -> None:
    news = GatewayNews("stripe", "evt_1", "checkout.session.completed", "cs_1", b"{}")
    with pytest.raises(FrozenInstanceError):
        news.body = b""  # type: ignore[misc]  # what must not be possible
