"""Files as answers: what they are called, which are taken, whose they are."""

import pytest

from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.form.answer import read_answer
from app.domain.form.file import (
    FileAnswer,
    FileRefused,
    FileType,
    clean_name,
    files_in,
    is_uid,
    most_bytes,
    read_file,
    read_types,
    say_size,
    say_wanted,
    types_of,
    unknown_type,
)
from app.domain.form.mistakes import mistakes_of
from app.domain.form.question import Limits, Question, QuestionKind, Scope
from app.domain.form.said import say_answer

UID = "6f0e1a4e-0b5c-4a57-9a0e-0a4f4c1f0a11"
CV = Question("cv", QuestionKind.FILE, "CV")
ADA = Contact("Ada", "ada@example.org", "+4722123456")


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("cv.pdf", FileType.PDF, "cv.pdf"),
        ("CV.PDF", FileType.PDF, "CV.PDF"),
        ("photo.jpeg", FileType.JPEG, "photo.jpeg"),
        ("photo", FileType.JPEG, "photo.jpg"),
        ("invoice.pdf.exe", FileType.PDF, "invoice.pdf.exe.pdf"),
        (r"C:\Users\ada\cv.pdf", FileType.PDF, "cv.pdf"),
        ("../../etc/passwd", FileType.PNG, "passwd.png"),
        ("cod\u202efdp.exe", FileType.PNG, "codfdp.exe.png"),
        ("a\r\nSet-Cookie: b.pdf", FileType.PDF, "aSet-Cookie: b.pdf"),
        ("", FileType.PDF, "file.pdf"),
        ("....", FileType.PDF, "file.pdf"),
        ("\u0633\u064a\u0631\u0629.pdf", FileType.PDF, "\u0633\u064a\u0631\u0629.pdf"),
        ("<b>cv</b>.pdf", FileType.PDF, "b>.pdf"),
    ],
)
def test_a_name_is_plain_and_ends_as_the_content_says(
    written: str, kind: FileType, name: str
) -> None:
    assert clean_name(written, kind) == name


def test_a_name_of_ten_thousand_letters_is_cut() -> None:
    name = clean_name("a" * 10_000 + ".pdf", FileType.PDF)
    assert (len(name), name[-4:]) == (124, ".pdf")


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 byte"), (12_345, "12 kB"), (3_440_000, "3.4 MB")]
)
def test_sizes_are_said(size: int, said: str) -> None:
    assert say_size(size) == said


def test_what_is_wanted_is_said_as_the_form_limits_it() -> None:
    assert say_wanted(CV) == "PDF, JPEG, PNG or WebP, up to 5 MB"
    only = Question("cv", QuestionKind.FILE, "CV", limits=Limits(most="2", types=("pdf",)))
    assert say_wanted(only) == "PDF, up to 2 MB"
    assert (types_of(only), most_bytes(only)) == ((FileType.PDF,), 2_000_000)
    assert read_types(("jpg", "jpeg", "pdf")) == ("jpeg", "pdf")
    assert (unknown_type(("pdf", "zip")), unknown_type(("pdf",))) == ("zip", "")


@pytest.mark.parametrize("limits", [Limits(types=("zip",)), Limits(most="0"), Limits(most="11")])
def test_a_form_can_ask_for_no_other_file(limits: Limits) -> None:
    (mistake,) = mistakes_of((Question("cv", QuestionKind.FILE, "CV", limits=limits),))
    assert mistake.part == "limits"
    fit = Limits(most="10", types=("pdf", "webp"))
    assert mistakes_of((Question("cv", QuestionKind.FILE, "CV", limits=fit),)) == ()


@pytest.mark.parametrize(
    "texts", [[], [UID], [UID, "a", "x"], ["no", "a", "1"], [UID, "a", "1234567890"]]
)
def test_what_is_no_file_is_none(texts: list[str]) -> None:
    assert read_file(texts) is None
    assert say_answer(CV, texts) == ""


def test_a_file_is_said_by_name_and_size() -> None:
    kept = FileAnswer(UID, "cv.pdf", 12_345)
    assert read_file(kept.texts()) == kept
    assert read_answer(CV, kept.texts()) == kept.texts()
    assert say_answer(CV, kept.texts()) == "cv.pdf (12 kB)"
    assert (is_uid(UID), is_uid("../x")) == (True, False)
    assert str(FileRefused("No")) == "No"


def test_the_files_of_a_form_are_known_with_whose_they_are() -> None:
    plan = Question("plan", QuestionKind.FILE, "Plan", scope=Scope.ORDER)
    name = Question("name", QuestionKind.TEXT, "Name")
    other = UID.replace("6f", "7f")
    filled = Filled(
        buyer=ADA,
        company="",
        participants=(
            Participant(ADA, {"cv": None, "name": "x"}),
            Participant(ADA, {"cv": FileAnswer(UID, "cv.pdf", 1).texts()}),
        ),
        form_id=1,
        currency="",
        answers={"plan": FileAnswer(other, "plan.pdf", 1).texts()},
    )
    assert files_in(filled, (CV, plan, name)) == {UID: 1, other: None}
