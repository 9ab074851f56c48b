"""Looks into one PDF, as a program of its own that reads it from standard input.

It imports nothing of ours and is given no settings: what a stranger made to overwhelm whoever reads
it overwhelms this alone. It says one word of ``Finding`` and ends; where it is ended for its time
or its memory it says none. Not here: who calls it (pdf.py).
"""

import logging
import re
import resource
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

SECONDS, MEMORY = 5, 512 * 1024 * 1024
# Unpacked, all of it together: a hundred scanned pages are less.
MOST_UNPACKED = 300_000_000
MOST_PIXELS, MOST_PAGES, MOST_OBJECTS = 50_000_000, 1000, 200_000
_CHUNK = 1 << 16
_Places = Iterable[tuple[int, int, int]]  # Objects, as number, generation and where they begin.
# Where an object begins. Nothing that matched is given up again, so it takes one pass.
_OBJECT = re.compile(rb"(?<!\d)(\d++)\s++(\d++)\s++obj")
_FLATE = ("/FlateDecode", "/Fl")
# These make text of bytes: what is packed by them is longer than what it was.
_AS_TEXT = ("/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85")
# Of so much each byte makes this much at most.
_GROWTH = {"/RunLengthDecode": 64, "/RL": 64, "/LZWDecode": 1400, "/LZW": 1400}
# A picture has no more in it than its points, of four colours at most.
_COLOURS = 4
# How pictures are kept; how large they are they say themselves.
_PICTURES = ("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
# What an action, or a thing on a page, is that does something without being asked.
_PROGRAMS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMedia", "/Movie", "/3D")
)
# Names that a program is listed under, and forms that are programs.
_KEYS_OF_PROGRAMS = ("/JavaScript", "/XFA")
_FILES = ("/EmbeddedFile", "/FileAttachment", "/GoToE")

# What its reader says where it left something out of an object that another reader may see.
_LEFT_OUT = re.compile(r"object stream|Invalid object number|Invalid stream")
# What it says where it looked for objects itself: of two with one number others take the other.
_GUESSED = re.compile(r"repaired|found|wrong pointing|[Rr]ebuild")


class Finding(StrEnum):
    """What a PDF is."""

    FINE = "fine"
    DAMAGED = "damaged"
    PROTECTED = "protected"
    PROGRAM = "program"
    FILES = "files"
    TOO_MUCH = "too_much"


class Found(Exception):
    """Something that it may not have."""

    def __init__(self, what: Finding) -> None:
        self.what = what


def finding_of(body: bytes) -> Finding:
    """Return what the PDF is; every object is looked at, used or not, named in its tables or not.

    Programs that show what is damaged look for the objects themselves, and find those as well.
    """
    try:
        with _heard() as heard:
            reader = PdfReader(BytesIO(body), strict=False)
            if reader.is_encrypted:
                return Finding.PROTECTED
            begun = [(int(each[1]), int(each[2]), each.start()) for each in _OBJECT.finditer(body)]
            there = frozenset((number, generation) for number, generation, _ in begun)
            _count_pages(reader)
            hidden = _unnamed(reader, begun)
            _look_at_all(reader, there)
        if heard.left_out or (heard.guessed and len(begun) > len(there)):
            return Finding.DAMAGED
        _look_at(_found_there(reader, hidden))
    except Found as found:
        return found.what
    except (LimitReachedError, MemoryError):
        return Finding.TOO_MUCH
    # Whatever its reader may stumble over in what strangers send is a damaged PDF.
    except Exception:  # noqa: BLE001 -- nothing comes behind this but the word
        return Finding.DAMAGED
    return Finding.FINE


class _Heard(logging.Handler):
    """Hears what its reader says of what it made of a PDF that is not right."""

    left_out = guessed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Note what it says; never what stands in the PDF, which is not part of ``msg``."""
        of_object = record.name.startswith("pypdf.generic._data")
        self.left_out |= of_object or bool(_LEFT_OUT.search(str(record.msg)))
        self.guessed |= bool(_GUESSED.search(str(record.msg)))


@contextmanager
def _heard() -> Iterator[_Heard]:
    heard, logger = _Heard(), logging.getLogger("pypdf")
    logger.addHandler(heard)
    try:
        yield heard
    finally:
        logger.removeHandler(heard)


def _count_pages(reader: PdfReader) -> None:
    pages = len(reader.pages)
    if not pages:
        raise Found(Finding.DAMAGED)
    if pages > MOST_PAGES:
        raise Found(Finding.TOO_MUCH)


def _look_at_all(reader: PdfReader, there: frozenset[tuple[int, int]]) -> None:
    numbers = [(number, at) for at, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise Found(Finding.TOO_MUCH)
    _look_at([reader.trailer, *_objects(reader, numbers, there)])


def _look_at(objects: Iterable[PdfObject | None]) -> None:
    left = MOST_UNPACKED
    for found in objects:
        for each in _within(found):
            if isinstance(each, DictionaryObject):
                _refuse_what_acts(each)
            if isinstance(each, StreamObject):
                left -= _unpacked(each, most=left)


def _objects(
    reader: PdfReader, numbers: list[tuple[int, int]], there: frozenset[tuple[int, int]]
) -> Iterator[PdfObject | None]:
    for number, generation in numbers:
        try:
            yield reader.get_object(IndirectObject(number, generation, reader))
        except LimitReachedError:
            raise
        except PyPdfError as error:
            # One that its table names and that is not there is nothing, to whoever shows it as
            # well; one that is there may be read by somebody else.
            if (number, generation) in there or number in reader.xref_objStm:
                raise Found(Finding.DAMAGED) from error


def _unnamed(reader: PdfReader, begun: _Places) -> list[tuple[int, int, int]]:
    """Return those objects that no table names where they are."""
    hidden = [
        (number, generation, place)
        for number, generation, place in begun
        if reader.xref.get(generation, {}).get(number) != place
    ]
    if len(hidden) > MOST_OBJECTS:
        raise Found(Finding.TOO_MUCH)
    return hidden


def _found_there(reader: PdfReader, hidden: _Places) -> Iterator[PdfObject | None]:
    """Yield what is there; the tables, which are not read any more, are made to name it."""
    for number, generation, place in hidden:
        reader.xref.setdefault(generation, {})[number] = place
        reader.xref_objStm.pop(number, None)
        reader.resolved_objects.pop((generation, number), None)
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except LimitReachedError:
            raise
        # Those bytes may be a picture's.
        except Exception:  # noqa: BLE001, S112 -- what nobody can read does nothing
            continue
        if (
            isinstance(found, StreamObject)
            and "/Type" in found
            and str(found["/Type"]) == "/ObjStm"
        ):
            raise Found(Finding.DAMAGED)  # Objects are packed in it that no table names.
        yield found


def _within(found: PdfObject | None) -> Iterator[PdfObject]:
    """Yield an object and all that stands in it; what it only names has a number of its own."""
    waiting, count = [found], 0
    while waiting:
        each = waiting.pop()
        count += 1
        if count > MOST_OBJECTS:
            raise Found(Finding.TOO_MUCH)
        if each is None or isinstance(each, IndirectObject):
            continue
        yield each
        if isinstance(each, DictionaryObject):
            waiting += [dict.__getitem__(each, key) for key in each]
        elif isinstance(each, ArrayObject):
            waiting += list(list.__iter__(each))


def _refuse_what_acts(found: DictionaryObject) -> None:
    # Asked for so, what stands elsewhere is fetched from there.
    kinds = {str(found[key]) for key in ("/S", "/Type", "/Subtype") if key in found}
    if kinds & _PROGRAMS or any(key in found for key in _KEYS_OF_PROGRAMS):
        raise Found(Finding.PROGRAM)
    named = "/EF" in found and ("/F" in found or "/UF" in found)
    if named or "/EmbeddedFiles" in found or kinds.intersection(_FILES):
        raise Found(Finding.FILES)


def _unpacked(stream: StreamObject, *, most: int) -> int:
    """Return how many bytes the stream makes, unpacked in small parts that are let go at once."""
    packed: bytes = stream._data  # noqa: SLF001 -- unpacking it there keeps all of it
    pixels = _pixels(stream)
    if pixels > MOST_PIXELS:
        raise Found(Finding.TOO_MUCH)
    size = len(packed)
    filters = [name for name in _filters(stream) if name not in _PICTURES]
    packing = [name for name in filters if name not in _AS_TEXT]
    if len(packing) > 1:
        # Nothing that makes PDFs packs what is packed.
        raise Found(Finding.TOO_MUCH)
    if packing and packing[0] in _FLATE:
        # Behind letters it is at most as long as they are; its reader has a limit of its own.
        behind = packing != filters
        size = min(len(stream.get_data()), most + 1) if behind else _inflated(packed, most=most)
    elif packing:
        grown = size * _GROWTH.get(packing[0], 1)
        size = min(grown, pixels * _COLOURS) if pixels else grown
    if size > most:
        raise Found(Finding.TOO_MUCH)
    return size


def _inflated(packed: bytes, *, most: int) -> int:
    """Count what is inflated until it ends, is damaged or is more than ``most``.

    Where nothing is, it is tried without its head, as programs do that show what is damaged.
    """
    return _inflated_by(zlib.decompressobj(), packed, most=most) or _inflated_by(
        zlib.decompressobj(-zlib.MAX_WBITS), packed[2:], most=most
    )


def _inflated_by(engine: Any, left: bytes, *, most: int) -> int:
    made = 0
    # What comes before a damage is there, for whoever shows it too.
    with suppress(zlib.error):
        while left and not engine.eof and made <= most:
            made += len(engine.decompress(left, _CHUNK))
            left = engine.unconsumed_tail
    return made


def _filters(stream: StreamObject) -> list[str]:
    """Return how it was packed, the last way first; in pages' short names too."""
    value: Any = stream["/Filter"] if "/Filter" in stream else []  # noqa: SIM401 -- it is followed
    if isinstance(value, list):
        return [str(value[at]) for at in range(len(value))]
    return [str(value)]


def _pixels(stream: StreamObject) -> int:
    """Return how many points a picture says that it has, 0 of what is none."""
    if "/Subtype" not in stream or str(stream["/Subtype"]) != "/Image":
        return 0
    sides: list[Any] = [stream[key] for key in ("/Width", "/Height") if key in stream]
    return int(sides[0]) * int(sides[1]) if len(sides) > 1 else 0


def _limit(what: int, most: int) -> None:
    """Set a limit for good; one that is lower already stays."""
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def main() -> None:
    """Read a PDF and say what it is."""
    _limit(resource.RLIMIT_CPU, SECONDS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, MEMORY)
    sys.stdout.write(finding_of(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
