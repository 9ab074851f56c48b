"""Makes the pages' fonts lighter: less of them to wait for. Not here: any claim.

A page uses the weights from 400 to 700 and none of the fractions. Kerning is kept as it is at 400:
how it differs between the weights takes up a third of a file, and nobody sees it.

The whole fonts are those of Fontsource's package ``schibsted-grotesk`` (variable, weight alone).
Writing woff2 takes the library ``brotli``, which nothing else here needs. With it at hand:
``python -m tests.web.lightening WHOLE.woff2 static/fonts/NAME.woff2``.
"""

import sys
from collections.abc import Iterator
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LIGHTEST, HEAVIEST = 400, 700
FEATURES = ("kern", "ccmp", "locl", "liga", "mark", "mkmk", "tnum")
_PAIRS = 2
_PLAIN = 0x0F
_DEVICES = ("XPlaDevice", "YPlaDevice", "XAdvDevice", "YAdvDevice")


def lighten(whole: str, light: str) -> None:
    """Write the font with the weights and the features that pages use."""
    weights = {"wght": (LIGHTEST, LIGHTEST, HEAVIEST)}
    font = instantiateVariableFont(TTFont(whole, recalcTimestamp=False), weights)
    for pairs in _pairs(font):
        for value in _values(pairs):
            for device in _DEVICES:
                vars(value).pop(device, None)
        pairs.ValueFormat1 &= _PLAIN
        pairs.ValueFormat2 &= _PLAIN
    options = Options()
    options.layout_features = list(FEATURES)
    cutter = Subsetter(options)
    cutter.populate(unicodes=list(font.getBestCmap()))
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(light)


def _pairs(font: TTFont) -> Iterator[Any]:
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if inner.LookupType == _PAIRS:
                yield inner


def _values(pairs: Any) -> Iterator[Any]:
    if pairs.Format == 1:
        records = [record for each in pairs.PairSet for record in each.PairValueRecord]
    else:
        records = [record for each in pairs.Class1Record for record in each.Class2Record]
    for record in records:
        yield from (value for value in (record.Value1, record.Value2) if value is not None)


if __name__ == "__main__":
    lighten(*sys.argv[1:])
