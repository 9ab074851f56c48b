"""Program pictures: drawn, always alike, harmless, and kept by whoever fetched them."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from sqlalchemy import update

from app.queries.catalogue import Sketch
from app.store.database import transaction
from app.store.program import Program
from app.web.drawing import HEIGHT, WIDTH, Dice, draw, palette_of
from tests.catalogue_world import add_program
from tests.watching import WatchingClient
from tests.web.visitor import BASE_URL, open_site
from tests.worlds import Desk

SHAPES = {"rect", "path", "circle"}
MANY = [f"CODE-{number}" for number in range(60)]


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> WatchingClient:
    add_program(desk.sessions)
    return open_site(desk, tmp_path)


@pytest.mark.parametrize("code", MANY)
def test_a_picture_is_made_of_shapes_alone(code: str) -> None:
    picture = ElementTree.fromstring(draw(code, type_="safety"))
    assert picture.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert len(picture) > 5
    for shape in picture:
        assert shape.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
        assert not set(shape.attrib) & {"style", "href", "class", "id"}
    assert len(draw(code, type_="safety")) < 8_000


def test_the_same_program_has_the_same_picture_and_another_has_another() -> None:
    assert draw("A", type_="safety") == draw("A", type_="safety")
    assert len({draw(code, type_="safety") for code in MANY}) == len(MANY)


def test_what_belongs_together_shares_its_colours() -> None:
    assert palette_of("safety") == palette_of("SAFETY")
    assert palette_of("something of our own") == palette_of("something of our own")
    assert len({palette_of(f"type {number}").ground for number in range(40)}) > 4


def test_dice_fall_within_their_bounds() -> None:
    dice = Dice("seed")
    assert {dice.between(2, 4) for _ in range(60)} == {2, 3, 4}


def test_a_picture_at_its_own_address_is_kept_for_a_year(client: WatchingClient) -> None:
    version = Sketch(code="FIRST-AID", type="safety").version
    response = client.get(f"/programs/first-aid/picture.svg?v={version}")
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(response.statements) == 1
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/programs/first-aid/picture.svg", headers=tag).status_code == 304


def test_a_picture_whose_address_may_change_is_kept_for_an_hour(client: WatchingClient) -> None:
    for address in ("/programs/first-aid/picture.svg", "/programs/first-aid/picture.svg?v=0"):
        assert client.get(address).headers["Cache-Control"] == "public, max-age=3600"


def test_there_is_no_picture_of_what_there_is_not(client: WatchingClient) -> None:
    assert client.get("/programs/nope/picture.svg").status_code == 404
    assert client.get("/programs/nope/card.png").status_code == 404


def test_the_card_of_a_link_is_a_picture_that_networks_can_show(client: WatchingClient) -> None:
    for page in ("/", "/programs", "/programs/first-aid"):
        (shown,) = client.get(page).all("meta", property="og:image")
        address = shown.attrib["content"].removeprefix(BASE_URL)
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (200, "image/png")
        assert Image.open(BytesIO(response.get_data())).size == (1200, 630)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        # A page of another site may show it beside a link.
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        tag = {"If-None-Match": response.headers["ETag"]}
        assert client.get(address, headers=tag).status_code == 304
        assert client.get(address.partition("?")[0]).headers["Cache-Control"][-4:] == "3600"


def test_a_program_that_is_called_otherwise_has_another_card(
    desk: Desk, client: WatchingClient
) -> None:
    before = client.get("/programs/first-aid/card.png")
    with transaction(desk.sessions) as session:
        session.execute(update(Program).values(title="Second aid"))
    after = client.get("/programs/first-aid/card.png")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.get_data() != after.get_data()
    assert len(after.statements) == 1
