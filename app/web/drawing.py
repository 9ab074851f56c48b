"""Pictures drawn from a seed: the same seed gives the same picture, always. Not here: serving them.

A type has its palette, so that what belongs together looks alike; the seed picks the motif and
throws the dice for it. Shapes and colours only: no text, no style, nothing that runs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import cos, pi, sin

WIDTH, HEIGHT = 640, 400
_TILE = 80


@dataclass(frozen=True, slots=True)
class Palette:
    """A ground, a dark, and three colours that stand on both."""

    ground: str
    dark: str
    colours: tuple[str, str, str]


_EMBER = Palette("#f6e6d6", "#3b2731", ("#c5432b", "#ea8c4e", "#f4c871"))
_FJORD = Palette("#dceaea", "#12333d", ("#0f6570", "#57a3a8", "#f2c14e"))
_MOSS = Palette("#e9eddb", "#27351f", ("#50703b", "#97ad5e", "#e2b84b"))
_DUSK = Palette("#e8e2f0", "#2b2448", ("#5d4b8e", "#9c88c8", "#f2aa6b"))
_CLAY = Palette("#f1e4dc", "#30292f", ("#a0503b", "#d29176", "#5d8189"))
_GLACIER = Palette("#e3edf6", "#183251", ("#2b62a3", "#80b2de", "#f6d365"))
_HEATHER = Palette("#f2e3ea", "#3c2035", ("#914069", "#ce87a7", "#f1c58d"))
_KELP = Palette("#e2ede7", "#16352e", ("#20735f", "#71b59c", "#ea8d64"))
_PALETTES = (_EMBER, _FJORD, _MOSS, _DUSK, _CLAY, _GLACIER, _HEATHER, _KELP)
_OF_TYPE = {
    "safety": _EMBER,
    "health": _KELP,
    "languages": _DUSK,
    "leadership": _KELP,
    "maritime": _FJORD,
    "digital": _GLACIER,
    "teaching": _MOSS,
    "craft": _CLAY,
    "wellbeing": _HEATHER,
}


class Dice:
    """Numbers that look thrown and follow from the seed alone, on every machine alike."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._thrown = 0

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, not including, the limit."""
        digest = sha256(self._seed + self._thrown.to_bytes(4, "big")).digest()
        self._thrown += 1
        return int.from_bytes(digest[:6], "big") % limit

    def between(self, least: int, most: int) -> int:
        """Return a whole number between the two, both included."""
        return least + self.below(most - least + 1)


def draw(code: str, *, type_: str) -> str:
    """Return the picture of a program as an SVG document."""
    dice = Dice(f"picture/{code}")
    palette = palette_of(type_)
    motif = _MOTIFS[dice.below(len(_MOTIFS))]
    shapes = "".join(motif(dice, palette))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}"/>{shapes}</svg>'
    )


def palette_of(type_: str) -> Palette:
    """Return a type's palette: its own, or one that its name picks."""
    known = _OF_TYPE.get(type_.casefold())
    return known or _PALETTES[Dice(f"palette/{type_}").below(len(_PALETTES))]


def _tiles(dice: Dice, palette: Palette) -> Iterator[str]:
    """Draw quarter and half circles in squares."""
    inks = (palette.dark, *palette.colours)
    for top in range(0, HEIGHT, _TILE):
        for left in range(0, WIDTH, _TILE):
            ink = inks[dice.below(4)]
            if dice.below(4) == 0:
                yield _square(left, top, ink)
                ink = palette.ground
            yield _tile(dice, left, top, ink)


def _tile(dice: Dice, left: int, top: int, ink: str) -> str:
    turn = f'transform="translate({left + 40} {top + 40}) rotate({90 * dice.below(4)})"'
    shape = (
        "M-40-40H40A80 80 0 0 1-40 40Z",
        "M-40-40A80 80 0 0 1 40 40H-40Z",
        "M-40-40H40A40 40 0 0 1-40-40Z",
        "M-40 40A40 40 0 0 1 40 40Z",
        "M-40-40A80 80 0 0 1 40 40A80 80 0 0 1-40-40Z",
        "M-20 0A20 20 0 1 1 20 0A20 20 0 1 1-20 0Z",
    )[dice.below(6)]
    return f'<path {turn} fill="{ink}" d="{shape}"/>'


def _square(left: int, top: int, ink: str) -> str:
    return f'<path fill="{ink}" d="M{left} {top}h{_TILE}v{_TILE}h-{_TILE}z"/>'


def _hills(dice: Dice, palette: Palette) -> Iterator[str]:
    """Draw a sun over ranges of hills, the nearer the darker."""
    first, second, third = palette.colours
    yield _disc(dice.between(150, 500), dice.between(95, 165), dice.between(46, 72), third)
    inks = ((second, ' fill-opacity=".45"'), (second, ""), (first, ""), (palette.dark, ""))
    for (ink, veil), base in zip(inks, (190, 240, 290, 335), strict=True):
        yield f'<path fill="{ink}"{veil} d="{_range(dice, base)}"/>'


def _range(dice: Dice, base: int) -> str:
    phase, length, swing = dice.below(628) / 100, dice.between(38, 75) / 10, dice.between(22, 48)

    def height(x: int) -> int:
        slow = sin(phase + x / WIDTH * length)
        return round(base - swing * slow - swing / 3 * sin(2.3 * phase + x / 71))

    # Each curve bends at a point of the range and ends half-way to the next, so that it is smooth.
    curves = "".join(
        f"Q{x} {height(x)} {x + 20} {(height(x) + height(x + 40)) // 2}" for x in range(40, 681, 40)
    )
    return f"M0 {height(0)}{curves}V{HEIGHT}H0Z"


def _arcs(dice: Dice, palette: Palette) -> Iterator[str]:
    """Draw rings around a point near an edge, and a small moon."""
    x, y = ((0, HEIGHT), (WIDTH, HEIGHT), (WIDTH // 2, HEIGHT), (WIDTH, 0))[dice.below(4)]
    inks = (*palette.colours, palette.dark, palette.ground)
    start = dice.below(5)
    for ring in range(7):
        yield _disc(x, y, 390 - ring * 54, inks[(start + ring) % 5])
    yield _disc(WIDTH - 90 if x == 0 else 90, 84 if y else 316, dice.between(24, 42), palette.dark)


def _pillars(dice: Dice, palette: Palette) -> Iterator[str]:
    """Draw rounded bars of many heights, some with a ball on top."""
    inks = (palette.dark, *palette.colours)
    for place in range(8):
        height, left = dice.between(1, 4) * 72 + 16, place * _TILE + 12
        ink = dice.below(4)
        top = HEIGHT - height
        yield (
            f'<path fill="{inks[ink]}" d="M{left} {HEIGHT}V{top + 28}a28 28 0 0 1 56 0V{HEIGHT}z"/>'
        )
        if top > 76 and dice.below(3):
            yield _disc(left + 28, top - 34, 24, inks[(ink + 1 + dice.below(3)) % 4])


def _orbits(dice: Dice, palette: Palette) -> Iterator[str]:
    """Draw thin rings with discs upon them around a larger one."""
    x, y = dice.between(230, 410), dice.between(165, 235)
    inks = (palette.dark, *palette.colours)
    yield _disc(x, y, 300, palette.colours[1], veil=".16")
    yield _disc(x, y, 190, palette.colours[1], veil=".22")
    for ring, radius in enumerate((92, 146, 204, 266, 334)):
        yield (
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{palette.dark}" '
            'stroke-opacity=".45" stroke-width="2"/>'
        )
        for _ in range(1 + dice.below(2)):
            angle = dice.below(360) / 180 * pi
            at = x + radius * cos(angle), y + radius * sin(angle)
            yield _disc(round(at[0]), round(at[1]), dice.between(9, 26), inks[(ring + 1) % 4])
    yield _disc(x, y, 54, palette.colours[0])


def _leaves(dice: Dice, palette: Palette) -> Iterator[str]:
    """Draw a field of leaves, row by row."""
    inks = (palette.dark, *palette.colours)
    lean = dice.below(2)
    for top in range(0, HEIGHT, _TILE):
        row = dice.below(4)
        for left in range(0, WIDTH, _TILE):
            ink = inks[(row + (dice.below(5) == 0)) % 4]
            turn = 90 * ((left // _TILE + lean * top // _TILE + (dice.below(7) == 0)) % 2)
            yield (
                f'<path transform="translate({left + 40} {top + 40}) rotate({turn})" fill="{ink}" '
                'd="M-36-36C12-36 36-12 36 36C-12 36-36 12-36-36Z"/>'
            )


def _disc(x: int, y: int, radius: int, ink: str, *, veil: str = "") -> str:
    thin = f' fill-opacity="{veil}"' if veil else ""
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{ink}"{thin}/>'


_MOTIFS: tuple[Callable[[Dice, Palette], Iterator[str]], ...] = (
    _tiles,
    _hills,
    _arcs,
    _pillars,
    _orbits,
    _leaves,
)
