"""Cuts the usual letters out of the whole fonts. Not here: any claim.

After a whole font or the letters changed: ``.venv/bin/python -m tests.paper.cutting``.
"""

import io
from itertools import chain
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from app.paper.lettering import FONTS, USUAL

# Latin with all its marks, what combines with it, Greek, Cyrillic, Vietnamese and the like, signs
# between words, of money and of number.
LETTERS = (
    *(range(0x20, 0x7F), range(0xA0, 0x250), range(0x2B0, 0x370), range(0x370, 0x400)),
    *(range(0x400, 0x460), range(0x490, 0x500), range(0x1E00, 0x1F00), range(0x2000, 0x2070)),
    *(range(0x20A0, 0x20C0), range(0x2100, 0x2150), range(0x2190, 0x2194), range(0x2212, 0x2213)),
)


def whole_fonts() -> list[Path]:
    """Return the fonts with every letter."""
    return sorted(FONTS.glob("*.ttf"))


def cut(font: Path) -> bytes:
    """Return the font with the usual letters alone; what it says of itself stays as it is."""
    kept = Options(
        notdef_outline=True,
        recommended_glyphs=True,
        glyph_names=True,
        legacy_cmap=True,
        symbol_cmap=True,
        name_IDs=["*"],
        name_languages=["*"],
        name_legacy=True,
        prune_unicode_ranges=False,
        prune_codepage_ranges=False,
        # No sheet has them.
        drop_tables=["FFTM", "GDEF", "GPOS", "GSUB", "MATH", "kern"],
    )
    # Nor its measures of all letters.
    whole = TTFont(font, recalcBBoxes=False, recalcTimestamp=False)
    cutter = Subsetter(kept)
    cutter.populate(unicodes=chain.from_iterable(LETTERS))
    cutter.subset(whole)
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


if __name__ == "__main__":
    for path in whole_fonts():
        (USUAL / path.name).write_bytes(cut(path))
