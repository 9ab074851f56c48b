"""The web server loads as much as there is time for before it listens."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.commands.server import on_starting
from app.factory.web import create_app
from app.settings import Settings


class Slow:
    """An application with more to load than there is time for; a gate opens meanwhile."""

    def __init__(self, *, most: int, gate: int | None = None) -> None:
        self.loaded = 0
        self._most = most
        self._gate = gate

    def load_more(self) -> Iterator[None]:
        """Load something; the gate opens with the third."""
        while self.loaded < self._most:
            self.loaded += 1
            if self.loaded == 3 and self._gate is not None:
                os.close(self._gate)
            yield


def server_of(app: object) -> SimpleNamespace:
    return SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app))


def test_without_a_gate_everything_is_loaded_first() -> None:
    app = Slow(most=1000)
    on_starting(server_of(app))
    assert app.loaded == 1000


def test_more_is_loaded_until_the_gate_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    monkeypatch.setenv("START_GATE", str(reading))
    app = Slow(most=1000, gate=writing)
    on_starting(server_of(app))
    assert app.loaded == 3


def test_an_application_that_has_nothing_more_to_load_is_served_too() -> None:
    on_starting(server_of(object()))


def test_what_the_site_loads_ahead_is_there(tmp_path: Path) -> None:
    app = create_app(Settings.demo({"INSTANCE_PATH": str(tmp_path)}))
    on_starting(server_of(app))
    assert app.jinja_env.cache is not None
    compiled = {name for _, name in app.jinja_env.cache}
    assert {"catalogue/programs.html", "registering/form.html"} <= compiled
    assert not any(name.startswith("mail/") for name in compiled)
