"""Which part of a long list a page shows. Not here: its addresses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extent:
    """Page ``number`` of ``count`` (both from 1) of a list of ``total`` rows, ``size`` a page."""

    number: int
    count: int
    total: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * self.size


def extent(total: int, *, wanted: int, size: int) -> Extent:
    """Return the page wanted, or the nearest there is."""
    count = max(1, -(-total // size))
    return Extent(number=min(max(1, wanted), count), count=count, total=total, size=size)
