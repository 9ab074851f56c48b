"""What was read of the catalogue, kept by whoever can tell for how long it stays right.

Between two writes, and within one minute, whoever asks for several lists hands in the same again
(``web.kept_pages``), and they need not read it anew. Not here: noticing writes.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from app.queries.catalogue.cards import Card
from app.queries.catalogue.directory import Directory, brought_up_to_date
from app.queries.catalogue.facets import Facets
from app.queries.catalogue.finding import Hit


@dataclass(slots=True)
class Known:
    """Cards by what was found of them, facets by whether they are of what is over, the directory.

    ``before`` is the directory as it was last read, whenever that was.
    """

    cards: dict[Hit, Card] = field(default_factory=dict)
    facets: dict[bool, Facets] = field(default_factory=dict)
    directory: Directory | None = None
    before: Directory = field(default_factory=Directory)

    def read_directory(self, connection: Connection) -> Directory:
        """Return the directory of this moment; three statements, or none where it is known."""
        if self.directory is None:
            self.directory = brought_up_to_date(self.before, connection)
        return self.directory

    def next(self) -> "Known":
        """Return what is known when nothing else may be: another moment has begun."""
        return Known(before=self.directory or self.before)
