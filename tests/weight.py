"""What a page weighs on its way, without pictures: what a browser that has nothing yet fetches.

That is the page, its style sheets and scripts, and of the fonts those that have letters of it, as
the server sends them: squeezed where it squeezes. Not here: how much may be sent.
"""

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

ACCEPTED = {"Accept-Encoding": "gzip, deflate, br"}
_FILE = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
_FACE = re.compile(r"@font-face\s*{([^}]*)}")
_SOURCE = re.compile(r'url\("([^"]+)"\)')
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer's body as it came over the wire."""

    body: bytes
    encoding: str = ""

    @property
    def text(self) -> str:
        """The body, unpacked."""
        return (gzip.decompress(self.body) if self.encoding == "gzip" else self.body).decode()


def weigh(address: str, fetch: Callable[[str], Sent]) -> dict[str, int]:
    """Return the bytes of the page and of each file that it brings, by their addresses."""
    page = fetch(address)
    text = page.text
    weights = {address: len(page.body)}
    for file in _FILE.findall(text):
        sent = fetch(file)
        weights[file] = len(sent.body)
        if file.endswith(".css"):
            weights |= {font: len(fetch(font).body) for font in _fonts(sent.text, of=text)}
    return weights


def said(weights: Mapping[str, int]) -> str:
    """Return the weights in words, the heaviest first."""
    heaviest = sorted(weights.items(), key=lambda each: -each[1])
    return ", ".join(f"{address} {size:,}" for address, size in heaviest)


def _fonts(css: str, *, of: str) -> Iterator[str]:
    """Yield the addresses of the fonts that have a letter of the text."""
    letters = {*map(ord, of)}
    for face in _FACE.findall(css):
        ranges = [
            range(int(first, 16), int(last or first, 16) + 1)
            for first, last in _RANGE.findall(face.partition("unicode-range:")[2])
        ]
        if not ranges or any(letter in each for each in ranges for letter in letters):
            yield _SOURCE.findall(face)[0]
