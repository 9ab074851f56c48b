"""Static files: named after what is in them, kept for a year, and few."""

import gzip
import re
from pathlib import Path

import pytest
from PIL import ImageFont

from app.web.assets import ROOT, Shelf
from tests.watching import WatchingClient
from tests.web.visitor import open_site
from tests.worlds import Desk

pytestmark = [
    pytest.mark.usefixtures("database_url"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> WatchingClient:
    return open_site(desk, tmp_path)


@pytest.fixture
def sheet(client: WatchingClient) -> str:
    return (
        client.get("/")
        .one("link", rel="stylesheet", href=Shelf(ROOT).address("app.css"))
        .attrib["href"]
    )


def test_a_file_is_kept_for_a_year(client: WatchingClient, sheet: str) -> None:
    response = client.get(sheet)
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.statements == ()


def test_a_file_comes_squeezed_to_whoever_can_unpack_it(client: WatchingClient, sheet: str) -> None:
    plain = client.get(sheet)
    squeezed = client.get(sheet, headers={"Accept-Encoding": "br, gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.get_data()) == plain.get_data()
    assert plain.headers["Vary"] == squeezed.headers["Vary"] == "Accept-Encoding"
    refused = client.get(sheet, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize(
    "address",
    ["/static/app.css", "/static/app.000000000000.css", "/static/../app/factory.py", "/static/"],
)
def test_nothing_is_found_without_its_hash(client: WatchingClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_what_a_style_sheet_refers_to_is_found(client: WatchingClient, sheet: str) -> None:
    found = re.findall(r'url\("([^"]+)"\)', client.get(sheet).get_data(as_text=True))
    assert found
    assert {client.get(address).status_code for address in found} == {200}


def test_an_address_names_nothing_but_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('p { background: url("b.svg"); }')
    (tmp_path / "b.svg").write_text("<svg/>")
    before = Shelf(tmp_path)
    (tmp_path / "b.svg").write_text("<svg></svg>")
    after = Shelf(tmp_path)
    assert before.address("b.svg") != after.address("b.svg")
    assert before.address("a.css") != after.address("a.css")
    assert after.at(before.address("a.css")) is None


def test_a_name_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Shelf(tmp_path).address("nope.css")


def test_all_style_sheets_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in ROOT.rglob("*.css")) < 42_000


def test_fonts_have_their_licence_beside_them() -> None:
    for font in ROOT.rglob("*.woff2"):
        assert any("LICENSE" in path.name for path in font.parent.iterdir())


def test_fonts_have_the_weights_that_pages_use_and_the_style_sheet_names() -> None:
    named = re.findall(r"font-weight: (\d+) (\d+);", (ROOT / "app.css").read_text())
    fonts = sorted(ROOT.rglob("*.woff2"))
    assert len(named) == len(fonts) > 0
    for font in fonts:
        (axis,) = ImageFont.truetype(font).get_variation_axes()
        assert {(str(axis["minimum"]), str(axis["maximum"]))} == {*named}


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in (*ROOT.rglob("*.css"), *ROOT.rglob("*.js")):
        assert not re.search(r"(https?:)?//[a-z]", path.read_text().replace("// ", ""))
