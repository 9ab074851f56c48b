"""What was read of the catalogue, kept by whoever can tell for how long it stays right.

Between two writes, and within one minute, whoever asks for several lists hands in the same again
(``web.kept_pages``), and they need not read it anew. Not here: noticing writes.
"""

from dataclasses import dataclass, field

from app.queries.catalogue.cards import Card
from app.queries.catalogue.facets import Facets
from app.queries.catalogue.finding import Hit


@dataclass(slots=True)
class Known:
    """Cards by what was found of them, and facets by whether they are of what is over."""

    cards: dict[Hit, Card] = field(default_factory=dict)
    facets: dict[bool, Facets] = field(default_factory=dict)
