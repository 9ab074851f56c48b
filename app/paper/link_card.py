"""The card that a link is shown with elsewhere: a picture, what it leads to, and whose it is.

Networks and messengers show no SVG, so it is a PNG, of the size that they ask for. A title in
letters that we cannot set well (no font has them, or they join or run from right to left) is left
out, and the picture fills the card: what is linked to says its title beside it anyway.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import cos, radians, sin
from operator import mul
from pathlib import Path
from unicodedata import bidirectional, category, normalize

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path.parser import parse_path
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from app.paper.lettering import FONTS

# As large as networks show it (ogp.me names no size; they ask for 1.91 to 1).
WIDTH, HEIGHT = 1200, 630
_OWN = (
    Path(__file__).resolve().parents[2] / "static/fonts/schibsted-grotesk-latin-wght-normal.woff2"
)
_OTHER = FONTS / "DejaVuSans-Bold.ttf"
# What the first font has for certain: Latin letters of western Europe, dashes, quotation marks.
_LATIN = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2014, 0x20AC)))
_LATIN |= frozenset(map(chr, (0x2018, 0x2019, 0x201C, 0x201D, 0x2026)))
_BOLD = 700
# The text stands on the left of the picture, which takes the rest.
_TEXT_WIDTH, _MARGIN = 720, 72
_TEXT_TOP, _TEXT_HEIGHT = 116, 380
_SIZES = (92, 80, 70, 62, 54, 46, 40)
_LEADING = 1.14
_SITE_SIZE = 34
# Drawn larger and made smaller, so that edges are smooth.
_FINER = 2
_COLOURS = 128
_SHAPE = re.compile(r"<(rect|path|circle) ([^>]*)/>")
_SAID = re.compile(r'([\w-]+)="([^"]*)"')
_TURNED = re.compile(r"translate\((\S+) (\S+)\) rotate\((\S+)\)")
_STEPS = 12

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says: what is linked to, and whose it is."""

    title: str
    site: str


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours, each as #rrggbb: what the words stand on, theirs, and that of a mark above them."""

    ground: str
    ink: str
    accent: str


def draw_card(words: Words, *, picture: str, inks: Inks) -> bytes:
    """Return the card as a PNG; the same card is the same, byte for byte.

    Args:
        picture: an SVG of our own drawing, which is cut to fit.
    """
    # So that a letter and its accent are one, where there is one of both.
    words = Words(normalize("NFC", words.title), normalize("NFC", words.site))
    font = _font_for(words.title)
    left = 0 if font is None else _TEXT_WIDTH
    card = Image.new("RGB", (WIDTH, HEIGHT), inks.ground)
    card.paste(_picture(picture, WIDTH - left), (left, 0))
    if font is not None:
        _write(card, words, inks, font)
    file = BytesIO()
    card.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _font_for(text: str) -> Path | None:
    """Return the font that sets a text well, if one does; letters that join or turn none does."""
    letters = frozenset(text)
    if not text.strip():
        return None
    if letters <= _LATIN:
        return _OWN
    plain = all(
        category(each)[0] not in "MC" and bidirectional(each) not in ("R", "AL", "AN")
        for each in letters
    )
    return _OTHER if plain and letters <= _letters_of(_OTHER) else None


@lru_cache(1)
def _letters_of(font: Path) -> frozenset[str]:
    with TTFont(font, lazy=True) as file:
        return frozenset(map(chr, file.getBestCmap() or ()))


def _write(card: Image.Image, words: Words, inks: Inks, font: Path) -> None:
    pen = ImageDraw.Draw(card)
    room = _TEXT_WIDTH - 2 * _MARGIN
    pen.rectangle((_MARGIN, _MARGIN, _MARGIN + 72, _MARGIN + 10), fill=inks.accent)
    size, lines = _set(words.title, font, room)
    for number, line in enumerate(lines):
        top = _TEXT_TOP + number * size * _LEADING
        pen.text((_MARGIN, top), line, fill=inks.ink, font=_cut(font, size))
    if (site := _font_for(words.site)) is not None:
        cut = _cut(site, _SITE_SIZE)
        line = _wrapped(words.site, cut, room)[0]
        pen.text((_MARGIN, HEIGHT - _MARGIN), line, fill=inks.ink, font=cut, anchor="ls")


def _set(text: str, font: Path, room: int) -> tuple[int, Sequence[str]]:
    """Return the largest size in which the text has room, and its lines; else it is cut short."""
    for size in _SIZES:
        cut = _cut(font, size)
        lines = _wrapped(text, cut, room)
        fits = len(lines) * size * _LEADING <= _TEXT_HEIGHT
        if fits and all(cut.getlength(word) <= room for word in text.split()):
            return size, lines
    size = _SIZES[-1]
    cut = _cut(font, size)
    lines = _wrapped(text, cut, room)
    most = int(_TEXT_HEIGHT / size / _LEADING)
    if len(lines) > most:
        left = room - int(cut.getlength("…")) - 1
        last = next(_pieces(lines[most - 1], cut, left)).rstrip()
        lines = [*lines[: most - 1], f"{last}…"]
    return size, lines


def _wrapped(text: str, cut: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """Return the text in lines that have room; a word that has none is broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, cut, room):
            longer = f"{lines[-1]} {piece}".strip()
            if lines[-1] and cut.getlength(longer) > room:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines


def _pieces(word: str, cut: ImageFont.FreeTypeFont, room: int) -> Iterator[str]:
    start = 0
    for end in range(1, len(word)):
        if cut.getlength(word[start : end + 1]) > room:
            yield word[start:end]
            start = end
    yield word[start:]


@lru_cache(16)
def _cut(font: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return a font in one size, bold."""
    # Letters are set one beside the other, with the same result whatever the machine has.
    cut = ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
    if font == _OWN:
        cut.set_variation_by_axes([_BOLD])
    return cut


def _picture(svg: str, width: int) -> Image.Image:
    """Return one of our drawings, as wide as that and as high as a card, cut at its sides."""
    shapes = list(_shapes(svg))
    whole = next(said for name, said in shapes if name == "rect")
    high, wide = float(whole["height"]), float(whole["width"])
    scale = max(width / wide, HEIGHT / high) * _FINER
    canvas = Image.new("RGB", (width * _FINER, HEIGHT * _FINER), whole["fill"])
    off = (canvas.width - wide * scale) / 2, (canvas.height - high * scale) / 2
    pen = ImageDraw.Draw(canvas, "RGBA")
    for name, said in shapes:
        if name == "circle":
            _disc(pen, said, scale, off)
        elif name == "path":
            for outline in _outlines(said):
                points = [(x * scale + off[0], y * scale + off[1]) for x, y in outline]
                pen.polygon(points, fill=_paint(said, "fill"))
    return canvas.resize((width, HEIGHT), Image.Resampling.LANCZOS)


def _shapes(svg: str) -> Iterator[tuple[str, dict[str, str]]]:
    for name, said in _SHAPE.findall(svg):
        yield name, dict(_SAID.findall(said))


def _paint(said: dict[str, str], what: str) -> str:
    """Return the colour of a fill or a stroke, with how thin it is."""
    thin = round(255 * float(said.get(f"{what}-opacity", "1")))
    return f"{said[what]}{thin:02x}"


def _disc(pen: ImageDraw.ImageDraw, said: dict[str, str], scale: float, off: Point) -> None:
    x, y = float(said["cx"]) * scale + off[0], float(said["cy"]) * scale + off[1]
    radius = float(said["r"]) * scale
    if said["fill"] != "none":
        pen.circle((x, y), radius, fill=_paint(said, "fill"))
        return
    width = float(said["stroke-width"]) * scale
    pen.circle((x, y), radius + width / 2, outline=_paint(said, "stroke"), width=round(width))


class _Tracing(BasePen):
    """Notes points, and of curves some."""

    def __init__(self) -> None:
        super().__init__(None)  # type: ignore[no-untyped-call]  # it has no types
        self.found: list[list[Point]] = []

    def _moveTo(self, pt: Point) -> None:  # noqa: N802  # as the library calls it
        self.found.append([pt])

    def _lineTo(self, pt: Point) -> None:  # noqa: N802  # as the library calls it
        self.found[-1].append(pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802  # so too
        start = self.found[-1][-1]
        for step in range(1, _STEPS + 1):
            self.found[-1].append(_between((start, pt1, pt2, pt3), at=step / _STEPS))


def _outlines(said: dict[str, str]) -> list[list[Point]]:
    """Return the outlines of a path as points, turned and moved as it says."""
    pen = _Tracing()
    parse_path(said["d"], pen)
    turned = _TURNED.match(said.get("transform", ""))
    if turned is None:
        return pen.found
    x, y, degrees = map(float, turned.groups())
    straight, aside = cos(radians(degrees)), sin(radians(degrees))
    return [
        [(x + a * straight - b * aside, y + a * aside + b * straight) for a, b in outline]
        for outline in pen.found
    ]


def _between(points: Sequence[Point], *, at: float) -> Point:
    """Return a point of a curve, which begins at the first of the four and ends at the last."""
    left = 1 - at
    parts = (left**3, 3 * left * left * at, 3 * left * at * at, at**3)
    x, y = zip(*points, strict=True)
    return sum(map(mul, parts, x)), sum(map(mul, parts, y))
