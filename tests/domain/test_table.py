"""A table that leaves the house: its rows may come one by one."""

from collections.abc import Iterator

from app.domain.table import Table


def test_rows_are_read_as_they_are_taken() -> None:
    read: list[int] = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(3):
            read.append(number)
            yield (number,)

    table = Table("papers", "Papers", ("Number",), rows())
    assert read == []
    assert list(table.rows) == [(0,), (1,), (2,)]
