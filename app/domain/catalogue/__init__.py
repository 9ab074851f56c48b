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
    VoucherEntry,
)
from app.domain.catalogue.payable import require_payable
from app.domain.catalogue.reading import read_catalogue
from app.domain.catalogue.vouchers import read_one_voucher

__all__ = [
    "Catalogue",
    "CatalogueMistake",
    "ClassEntry",
    "LeadSourceEntry",
    "MeetingEntry",
    "PriceEntry",
    "ProgramEntry",
    "VenueEntry",
    "VoucherEntry",
    "read_catalogue",
    "read_one_class",
    "read_one_voucher",
    "require_payable",
]
