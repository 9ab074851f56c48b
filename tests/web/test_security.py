"""What every answer tells the browser, and how much a request may bring."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.guard import guarded
from app.web import security
from app.web.site import Site
from tests.catalogue_world import add_class, add_program
from tests.watching import WatchingClient
from tests.web.visitor import open_site
from tests.worlds import Desk

SITE = Site(
    name="Desk",
    base_url="http://desk.example.test",
    secret="x",
    hold=timedelta(minutes=30),
    pay_hosts=("https://pay.example.test",),
)
ADDRESSES = ("/", "/programs", "/classes/FA-1", "/classes/FA-1/register", "/nowhere", "/healthz")


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> WatchingClient:
    add_program(desk.sessions)
    add_class(desk.sessions, "FA-1")
    return open_site(desk, tmp_path)


def small_site(desk: Desk, site: Site) -> FlaskClient:
    app = Flask("small")
    app.register_blueprint(security.build(desk.parts, site))

    @app.get("/public")
    @guarded("public")
    def public() -> str:
        return "x"

    @app.get("/order")
    @guarded("order_token")
    def order() -> str:
        return "x"

    @app.get("/forgotten")
    def forgotten() -> str:
        return "x"

    return app.test_client()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_headers(client: WatchingClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOfASmallSite:
    def test_forms_lead_nowhere_but_here_and_to_where_one_pays(self, desk: Desk) -> None:
        policy = small_site(desk, SITE).get("/public").headers["Content-Security-Policy"]
        assert "form-action 'self' https://pay.example.test;" in policy

    def test_only_a_site_on_https_asks_for_https(self, desk: Desk) -> None:
        name = "Strict-Transport-Security"
        assert name not in small_site(desk, SITE).get("/public").headers
        secure = replace(SITE, base_url="https://desk.example.test")
        assert "max-age=31536000" in small_site(desk, secure).get("/public").headers[name]

    @pytest.mark.parametrize(
        ("address", "caching"),
        [("/public", "no-cache"), ("/order", "no-store"), ("/forgotten", "no-store")],
    )
    def test_what_is_not_for_everybody_is_kept_nowhere(
        self, desk: Desk, address: str, caching: str
    ) -> None:
        assert small_site(desk, SITE).get(address).headers["Cache-Control"] == caching


MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n',
    b"\r\n--b--\r\n",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=" + b"x" * 10_000_000, "application/x-www-form-urlencoded"),
        ((b"x" * 600_000).join(MULTIPART), "multipart/form-data; boundary=b"),
    ],
)
def test_too_much_at_once_is_refused(client: WatchingClient, body: bytes, kind: str) -> None:
    response = client.post("/classes/FA-1/register", data=body, content_type=kind)
    assert response.status_code == 413
    assert "That was too much" in response.words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_nul_in_an_address_is_refused_before_any_database_sees_it(
    client: WatchingClient,
) -> None:
    assert client.get("/classes/FA%00-1").status_code == 404
    assert client.get("/programs?type=%00").status_code == 400
