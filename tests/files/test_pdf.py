"""A PDF is looked into before it is kept: what harms, hides or overwhelms is refused, in words."""

import resource
import sys
import time
import tracemalloc
import zlib
from contextlib import suppress
from threading import BoundedSemaphore

import pytest
from fpdf import FPDF

from app.domain.form.file import FILE_LIMIT, MEGABYTE, FileRefused, FileType
from app.files import looking_into, pdf
from app.files.content import examine
from app.files.looking_into import Finding, finding_of
from app.files.pdf import refuse_harmful
from tests.fixtures.pdfs import (
    inside,
    packed,
    picture_of,
    protected,
    stream,
    zeros,
)
from tests.fixtures.pdfs import pdf as made

JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
PROGRAM, FILES, DAMAGED, TOO_MUCH = (
    Finding.PROGRAM,
    Finding.FILES,
    Finding.DAMAGED,
    Finding.TOO_MUCH,
)
ATTACHED = {5: packed(b"MZ", more=b"/Type /EmbeddedFile ")}


def of_fpdf() -> bytes:
    """Return a PDF as programs make them: a font, a link, a picture's worth of text."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=12)
    paper.cell(text="Diploma", link="https://example.org/")
    return bytes(paper.output())


def unnamed(number: int, what: bytes, *, entry: bytes = b"0000000001 00000 n") -> bytes:
    """Return one with an object that its table says is elsewhere, where it is not, or nowhere."""
    body = made({number: what}, catalog=b"/OpenAction %d 0 R " % number)
    start = body.index(b"\n%d 0 obj" % number) + 1
    return body.replace(b"%010d 00000 n" % start, entry)


NOWHERE = b"0000000000 65535 f"


def of_one_number(one: bytes, other: bytes) -> bytes:
    """Return a PDF with two objects of one number, whose table says where neither is."""
    body = made({5: one}, catalog=b"/OpenAction 5 0 R ")
    table, end = body.index(b"xref\n"), body.index(b"trailer")
    more = b"5 0 obj\n" + other + b"\nendobj\n"
    rows = body[table : end - 20] + b"%010d 00000 n \n" % 3
    after = body[end:].replace(b"\n%d\n" % table, b"\n%d\n" % (table + len(more)))
    return body[:table] + more + rows + after


FINE = {
    "plain": made(),
    "as programs make them": of_fpdf(),
    "opens at a page": made(catalog=b"/OpenAction [3 0 R /Fit] "),
    "a link": made(
        {5: b"<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://example.org/) >> >>"},
        page=b"/Annots [5 0 R] ",
    ),
    "a picture": made({5: picture_of(4000, 5000)}),
    "letters of a picture": made({5: stream(b"00ff>", filters=b"[/ASCIIHexDecode /DCTDecode]")}),
    "an old picture": made(
        {
            5: stream(
                bytes(400_000),
                filters=b"/LZWDecode",
                more=b"/Subtype /Image /Width 2000 /Height 3000 ",
            )
        }
    ),
    "names what is not there": made({5: b"null"}).replace(b"5 0 obj", b"       "),
    "a table that is not right": made().replace(b"startxref\n", b"startxref\n9"),
    "objects in a stream": inside(b"<< /Title (Diploma) >>"),
    "what is named and is not there": made(page=b"/Annots [99 0 R] "),
    "what is there and is not named": unnamed(5, b"<< /Title (Diploma) >>", entry=NOWHERE),
    "no end of numbers": made() + b"1 " * 1_000_000 + b"\n" * 4_000_000,
    "what nobody can read, and is not named": unnamed(5, b"<< /Title (", entry=NOWHERE),
}
BAD = {
    "acts as it opens": (made({5: JS}, catalog=b"/OpenAction 5 0 R "), PROGRAM),
    "acts, in its place": (made(catalog=b"/OpenAction " + JS), PROGRAM),
    "acts, spelt otherwise": (
        made(catalog=b"/OpenAction << /S /J#61v#61Script /JS (1) >> "),
        PROGRAM,
    ),
    "acts, by a name that stands elsewhere": (
        made({5: b"/JavaScript"}, catalog=b"/OpenAction << /S 5 0 R /JS (1) >> "),
        PROGRAM,
    ),
    "acts, and nothing names it": (made({9: JS}), PROGRAM),
    "acts, in a stream of objects": (inside(JS), PROGRAM),
    "acts, and is not where its table says": (unnamed(5, JS), PROGRAM),
    "acts, and is not there as its table says": (unnamed(5, JS, entry=NOWHERE), PROGRAM),
    "objects packed in what its table does not name": (
        unnamed(5, packed(b"7 0 " + JS, more=b"/Type /ObjStm /N 1 /First 4 "), entry=NOWHERE),
        DAMAGED,
    ),
    "no end of objects that its table does not name": (made() + b" 9 0 obj" * 200_001, TOO_MUCH),
    "acts, deep within": (made({5: b"[" * 50 + JS + b"]" * 50}), PROGRAM),
    "listed programs": (made(catalog=b"/Names << /JavaScript << /Names [] >> >> "), PROGRAM),
    "starts a program": (
        made({5: b"<< /S /Launch /F (calc.exe) >>"}, page=b"/AA << /O 5 0 R >> "),
        PROGRAM,
    ),
    "a form that is a program": (
        made(catalog=b"/AcroForm << /XFA 5 0 R /Fields [] >> "),
        PROGRAM,
    ),
    "a film": (made({5: b"<< /Type /Annot /Subtype /RichMedia >>"}), PROGRAM),
    "files in it": (
        made(ATTACHED, catalog=b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >> "),
        FILES,
    ),
    "a file in it that nothing names": (made(ATTACHED), FILES),
    "a file behind a pin": (
        made({5: b"<< /Type /Annot /Subtype /FileAttachment /FS 6 0 R >>"}),
        FILES,
    ),
    "a file by its name": (made({5: b"<< /F (a.exe) /EF << /F 7 0 R >> >>"}), FILES),
    "leads into a file": (made(catalog=b"/OpenAction << /S /GoToE >> "), FILES),
    "protected": (protected(), Finding.PROTECTED),
    "a bomb": (made(contents=stream(zeros(400), filters=b"/FlateDecode")), TOO_MUCH),
    "a bomb without its head": (
        made(contents=stream(b"\x00\x00" + zeros(400)[2:], filters=b"/FlateDecode")),
        TOO_MUCH,
    ),
    "a bomb in a bomb": (
        made(contents=stream(zlib.compress(zeros(50)), filters=b"[/FlateDecode /FlateDecode]")),
        TOO_MUCH,
    ),
    "a bomb in letters": (
        made(
            contents=stream(
                zeros(400).hex().encode() + b">", filters=b"[/ASCIIHexDecode /FlateDecode]"
            )
        ),
        TOO_MUCH,
    ),
    "many that are a bomb together": (
        made({n: stream(zeros(40), filters=b"/FlateDecode") for n in range(5, 15)}),
        TOO_MUCH,
    ),
    "a bomb of runs": (
        made(contents=stream(bytes(5_000_000), filters=b"/RunLengthDecode")),
        TOO_MUCH,
    ),
    "a bomb of the old kind": (
        made(contents=stream(bytes(500_000), filters=b"/LZWDecode")),
        TOO_MUCH,
    ),
    "a picture of a hundred megapixels": (made({5: picture_of(10_000, 10_000)}), TOO_MUCH),
    "acts, behind what nests too deep": (
        made({5: b"<< /X " + b"[" * 3000 + b"]" * 3000 + JS[2:]}, catalog=b"/OpenAction 5 0 R "),
        DAMAGED,
    ),
    "acts, behind what cannot be read": (
        made({5: b"<< /X <zz> " + JS[2:]}, catalog=b"/OpenAction 5 0 R "),
        DAMAGED,
    ),
    "acts, behind a word": (
        made({5: b"<< /X foo " + JS[2:]}, catalog=b"/OpenAction 5 0 R "),
        DAMAGED,
    ),
    "is two things at once": (
        made({5: b"<< /S /GoTo " + JS[2:]}, catalog=b"/OpenAction 5 0 R "),
        DAMAGED,
    ),
    "acts, in a stream of objects, behind a word": (inside(b"<< /X foo " + JS[2:]), DAMAGED),
    "two of one number, and no table that says which": (of_one_number(b"null", JS), DAMAGED),
    "no page": (made({2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), DAMAGED),
    "pages in a circle": (made({2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}), DAMAGED),
    "cut": (made()[:200] + b"%%EOF", DAMAGED),
    "two ends": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n", DAMAGED),
    "something else between its ends": (b"%PDF-1.7\n<html><script>1</script>\n%%EOF\n", DAMAGED),
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_what_people_hand_in_is_fine(body: bytes) -> None:
    assert finding_of(body) is Finding.FINE


@pytest.mark.parametrize(("body", "what"), BAD.values(), ids=BAD)
def test_what_harms_hides_or_overwhelms_is_found(body: bytes, what: Finding) -> None:
    began = time.process_time()
    assert finding_of(body) is what
    assert time.process_time() - began < looking_into.SECONDS


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BAD["acts as it opens"][0], "has a program in it"),
        (BAD["files in it"][0], "has other files in it"),
        (BAD["protected"][0], "without a password"),
        (BAD["a bomb"][0], "more in the PDF than can be looked at"),
        (BAD["two ends"][0], "The file is damaged"),
    ],
    ids=["program", "files", "protected", "bomb", "damaged"],
)
def test_whoever_hands_it_in_reads_why_and_what_to_do(body: bytes, words: str) -> None:
    tracemalloc.start()
    with pytest.raises(FileRefused, match=words):
        examine(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # It is looked into elsewhere, whatever it unpacks into.
    assert most < 2_000_000 + 2 * len(body)


def test_what_is_fine_is_a_pdf() -> None:
    assert examine(made()) is FileType.PDF


def test_every_finding_has_its_words() -> None:
    assert set(pdf._WHY) == {*Finding} - {Finding.FINE}


def test_what_takes_too_long_is_ended_and_said_so() -> None:
    with pytest.raises(FileRefused, match="more in the PDF than can be looked at"):
        refuse_harmful(made(), seconds=0.01)


def test_what_is_made_to_be_slow_is_ended_within_its_time() -> None:
    # As large as a file may be, of nothing but small objects: some machines read it in time.
    body = made(dict.fromkeys(range(5, 130_000), b"[" + b"null " * 6 + b"]"))
    assert len(body) < FILE_LIMIT * MEGABYTE
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with suppress(FileRefused):
        refuse_harmful(body)
    took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert 0 < took <= looking_into.SECONDS + 1


def test_only_so_many_are_looked_into_at_a_time() -> None:
    turn = BoundedSemaphore(1)
    refuse_harmful(made(), turn=turn)
    with turn, pytest.raises(FileRefused, match="Try again in a few minutes"):
        refuse_harmful(made(), seconds=0.01, turn=turn)
    refuse_harmful(made(), turn=turn)


def test_a_program_that_does_not_start_is_not_the_files_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # As where its libraries are not there.
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(FileRefused, match="Try again in a few minutes"):
        refuse_harmful(made())
    assert "looks into PDFs failed: 1" in caplog.text
