"""A process that takes a long year's books away and says how much memory it needed at most.

Run as ``python -m tests.queries.taking_away ADDRESS FILE [PAGE]``; PAGE rows are read at once.
"""

import resource
import sys
from dataclasses import replace
from pathlib import Path

import app.queries.bookkeeping.pages
from app.commands.export import export
from app.parts import Parts
from app.store.database import open_database
from tests.usecases.papers import SELLER
from tests.worlds import NOW


def main(address: str, file: str, page: str = "") -> None:
    """Take the year away."""
    if page:
        app.queries.bookkeeping.pages.PAGE = int(page)
    database = open_database(address)
    parts = Parts(database, {}, {}, lambda names: None, lambda: NOW)
    export(replace(parts, seller=SELLER), Path(file), first="2031-01-01", last="2031-12-31")
    database.close()
    print(most_memory())


def most_memory() -> int:
    """Return the most memory that this program had at once, in megabytes.

    What the kernel tells of the process (``ru_maxrss``) has that of whoever started it in it.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 // 1024
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
