"""What a file is, is told by its content; nothing is unpacked or decoded for that."""

import tracemalloc

import pytest

from app.domain.form.file import FileRefused, FileType
from app.files.content import examine
from tests.fixtures.pictures import PDF, huge_picture, picture, zip_bomb


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PDF, FileType.PDF),
        (picture("PNG"), FileType.PNG),
        (picture("JPEG"), FileType.JPEG),
        (picture("WEBP"), FileType.WEBP),
    ],
    ids=list(FileType),
)
def test_each_kind_is_told_by_what_it_holds(body: bytes, kind: FileType) -> None:
    assert examine(body) is kind


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The file is empty"),
        (b"<script>alert(1)</script>", "none of the kinds"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of the kinds"),
        (b"MZ" + bytes(200), "none of the kinds"),
        (picture("GIF"), "none of the kinds"),
        (PDF[:20], "damaged"),
        (b" " + PDF, "none of the kinds"),
        (picture("PNG")[:30], "none of the kinds"),
        (picture("PNG").replace(b"IDATx\x9c", b"IDATx\x9d"), "damaged"),
    ],
    ids=["nothing", "markup", "svg", "program", "gif", "cut", "later", "head", "chunk"],
)
def test_what_is_none_of_them_or_broken_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        examine(body)


def test_a_picture_of_a_hundred_megapixels_is_refused_without_being_decoded() -> None:
    body = huge_picture()
    tracemalloc.start()
    with pytest.raises(FileRefused, match="more than 50 megapixels"):
        examine(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
    assert examine(picture("PNG", size=(500, 500))) is FileType.PNG


def test_an_archive_is_refused_and_never_opened() -> None:
    body = zip_bomb()
    tracemalloc.start()
    with pytest.raises(FileRefused, match="none of the kinds"):
        examine(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
