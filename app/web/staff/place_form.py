"""The form by which staff give somebody a place: its fields, and what was written in them.

Not here: the views (seats.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex

from werkzeug.datastructures import MultiDict

from app.domain.contact import Contact
from app.domain.form.answer import ADDRESS_PARTS
from app.domain.form.company import (
    ADDRESS,
    COMPANY,
    NOBODY,
    VAT_NUMBER,
    WHERE,
    Company,
    read_company,
)
from app.domain.wording import say_money
from app.queries.staff.place import PlacePage
from app.usecases.give_place import WHY_LIMIT, Place
from app.web.forms.address import address_parts
from app.web.forms.contact import clean_contact
from app.web.forms.field import Field
from app.web.staff.words import written

NOTE_LIMIT = 500
# How it is paid: nothing is to be paid here, or the currency in which it is.
NOTHING = "nothing"
# No draft's token begins so: what staff send again is their own.
_TOKEN = "staff-"
_ROOM = 400
_PARTS = len(ADDRESS_PARTS)


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """The fields as they were written, cleaned where that was possible; ``errors`` by field.

    ``company``, ``vat_number`` and ``address`` are as they were written, ``whose`` what they mean.
    """

    token: str
    name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    pays: str = ""
    overbooks: str = ""
    company: str = ""
    vat_number: str = ""
    address: tuple[str, ...] = ()
    whose: Company = NOBODY
    errors: Mapping[str, str] = field(default_factory=dict)

    def place(self, *, by: str) -> Place:
        """Return the place to be given, of a form without errors."""
        return Place(
            contact=Contact(self.name, self.email, self.phone),
            note=self.note,
            currency="" if self.pays == NOTHING else self.pays,
            overbooks=self.overbooks,
            by=by,
            token=self.token,
            company=self.whose,
        )

    @property
    def where(self) -> Field:
        """The fields of the company's address."""
        return Field(
            id=ADDRESS,
            kind="address",
            label=WHERE,
            texts=self.address,
            error=self.errors.get(ADDRESS, ""),
            hint="Of a company with a VAT number: its papers have to say where it is.",
            optional=True,
            parts=address_parts(ADDRESS, self.address, within="", country=""),
        )

    def refused(self, reason: str) -> "PlaceForm":
        """Return the form with the reason why no place was given, at its first field."""
        return replace(self, errors={"name": reason})

    def without_seat(self, page: PlacePage, reason: str) -> "PlaceForm":
        """Return the form with what can be done where no seat was to be had; else the reason."""
        if page.free:
            return self.refused(reason)
        if page.waiting:
            return self.refused(
                "Every free seat is set aside: return one to the pool, or set it aside for staff"
            )
        why = "The class is full: say why somebody gets a place on top of all"
        return replace(self, errors={"overbooks": why})


def blank_form() -> PlaceForm:
    """Return an empty form, with a token of its own."""
    return PlaceForm(token=_TOKEN + token_hex(16))


def read_form(form: MultiDict[str, str], page: PlacePage, *, country: str, home: str) -> PlaceForm:
    """Read the form as it was sent; what is wrong is among its errors.

    ``country`` is how a telephone number without + is read, ``home`` the seller's (two letters).
    Whether a seat is free is not asked here: sent twice, the form may have taken the last one.
    """
    given = {name: written(form.get(name, ""), limit=_ROOM) for name in ("name", "email", "phone")}
    cleaned, errors = clean_contact(given, country=country)
    pays = written(form.get("pays", ""), limit=8)
    if not page.offers:
        pays = NOTHING
    elif pays != NOTHING and pays not in {offer.currency for offer in page.offers}:
        pays, errors["pays"] = "", "Choose how the place is paid"
    overbooks = written(form.get("overbooks", ""), limit=WHY_LIMIT) if not page.free else ""
    token = written(form.get("token", ""), limit=38)
    company = {each: written(form.get(each, ""), limit=_ROOM) for each in (COMPANY, VAT_NUMBER)}
    address = tuple(written(text, limit=_ROOM) for text in form.getlist(ADDRESS)[:_PARTS])
    whose, refused = read_company(
        name=[company[COMPANY]],
        vat_number=company[VAT_NUMBER],
        address=address,
        home=home,
        exempts=page.exemptable,
    )
    return PlaceForm(
        token=token if token.startswith(_TOKEN) else blank_form().token,
        note=written(form.get("note", ""), limit=NOTE_LIMIT),
        pays=pays,
        overbooks=overbooks,
        address=address,
        whose=whose,
        errors={**errors, **refused},
        **company,
        **cleaned,
    )


def ways_to_pay(page: PlacePage) -> list[tuple[str, str]]:
    """Return what can be chosen between, each a value and its words."""
    nothing = (NOTHING, "Nothing is to be paid here: the place is confirmed at once")
    later = "the place is held, and the letter says where to pay"
    return [
        nothing,
        *((each.currency, f"{say_money(each.price.gross)}: {later}") for each in page.offers),
    ]
