"""Claims about the card of links: its size, that it stays the same, and which titles it sets."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFont

from app.paper import link_card
from app.paper.link_card import HEIGHT, WIDTH, Inks, Words, draw_card
from app.web.drawing import draw, palette_of

GROUND, INK, ACCENT = "#dceaea", "#12333d", "#c5432b"
SITE = "Fjordlight Academy"
CODES = [f"CODE-{number}" for number in range(24)]
LONG = "A title of many words that goes on for longer than any card has room for, " * 6
# Half-way between where the words end and where the picture begins.
GUTTER = (652, 0, 718, HEIGHT)
WORDS = (0, 0, 718, HEIGHT)


def card(title: str, *, site: str = SITE, code: str = "FIRST-AID") -> Image.Image:
    """Draw a card and read it again."""
    picture = draw(code, type_="maritime")
    body = draw_card(Words(title, site), picture=picture, inks=Inks(GROUND, INK, ACCENT))
    image = Image.open(BytesIO(body))
    assert (image.format, image.size, len(body) < 60_000) == ("PNG", (WIDTH, HEIGHT), True)
    return image.convert("RGB")


def colours(image: Image.Image, box: tuple[int, int, int, int]) -> set[object]:
    return {colour for _, colour in image.crop(box).getcolors(1 << 20) or ()}


def has_words(image: Image.Image) -> bool:
    """Say whether there is the mark that stands above a title."""
    return (
        ImageChops.difference(
            image.crop((72, 72, 144, 82)), Image.new("RGB", (72, 10), ACCENT)
        ).getbbox()
        is None
    )


@pytest.mark.parametrize("code", CODES)
def test_a_card_of_any_picture_says_what_it_leads_to(code: str) -> None:
    image = card("First aid", code=code)
    assert has_words(image)
    assert len(colours(image, WORDS)) > 4
    # Nothing of the words reaches the picture, nor anything of that the words.
    assert len(colours(image, GUTTER)) == 1
    assert len(colours(image, (720, 0, WIDTH, HEIGHT))) > 2


@pytest.mark.parametrize(
    "title",
    [
        "Prosjektledelse på Ærøskøbing – für Anfänger",
        "Первая помощь для всех",
        "Πρώτες βοήθειες",
        "Zażółć gęślą jaźń",
        "e\u0301cole",
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        LONG,
        "x" * 400,
    ],
)
def test_a_title_in_letters_that_stand_alone_is_set_and_has_room(title: str) -> None:
    image = card(title)
    assert has_words(image)
    assert len(colours(image, GUTTER)) == 1
    # Between the title and whose it is stays a gap.
    assert len(colours(image, (72, 502, 650, 522))) == 1


@pytest.mark.parametrize(
    "title",
    [
        "प्राथमिक चिकित्सा",
        "الإسعافات الأولية",
        "עזרה ראשונה",
        "急救",
        "First aid 🚑",
        " ",
    ],
)
def test_a_title_that_we_cannot_set_well_is_left_to_the_picture(title: str) -> None:
    image = card(title)
    assert not has_words(image)
    assert ImageChops.difference(image, card("急救", site="")).getbbox() is None


def test_the_name_of_a_site_that_we_cannot_set_is_left_out_alone() -> None:
    with_it, without = card("First aid"), card("First aid", site="急救")
    foot = (72, 520, 650, HEIGHT)
    assert has_words(without)
    assert len(colours(without, foot)) == 1 < len(colours(with_it, foot))


def test_the_same_card_is_the_same_and_another_title_makes_another() -> None:
    assert card("First aid").tobytes() == card("First aid").tobytes()
    assert card("First aid").tobytes() != card("Second aid").tobytes()


def test_the_first_font_has_every_letter_that_it_is_said_to_have() -> None:
    font = ImageFont.truetype(link_card._OWN, 40)
    nothing = bytes(font.getmask("\U0010fffe"))
    spaces = {" ", "\xa0", "\xad"}
    lacked = {each for each in link_card._LATIN - spaces if bytes(font.getmask(each)) == nothing}
    assert lacked == set()


def test_a_veil_of_the_picture_lets_through_what_is_behind_it() -> None:
    palette = palette_of("maritime")
    picture = (
        f'<svg><rect width="640" height="400" fill="{palette.ground}"/>'
        '<circle cx="320" cy="200" r="400" fill="#000000" fill-opacity=".5"/></svg>'
    )
    body = draw_card(Words("", ""), picture=picture, inks=Inks("#ffffff", INK, ACCENT))
    (shade,) = colours(Image.open(BytesIO(body)).convert("RGB"), (500, 200, 700, 400))
    assert isinstance(shade, tuple)
    assert all(
        abs(2 * part - whole) < 8 for part, whole in zip(shade, (0xDC, 0xEA, 0xEA), strict=True)
    )
