"""The catalogue file: what it says, as frozen values, and reading it. Not here: rows, files."""

from app.domain.catalogue.classes import read_one_class
from app.domain.catalogue.entries import (
    Catalogue,
    CatalogueMistake,
    ClassEntry,
    LeadSourceEntry,
    MeetingEntry,
    PriceEntry,
    ProgramEntry,
    VenueEntry,
)
from app.domain.catalogue.payable import require_payable
from app.domain.catalogue.reading import read_catalogue

__all__ = [
    "Catalogue",
    "CatalogueMistake",
    "ClassEntry",
    "LeadSourceEntry",
    "MeetingEntry",
    "PriceEntry",
    "ProgramEntry",
    "VenueEntry",
    "read_catalogue",
    "read_one_class",
    "require_payable",
]
