"""An address as a page draws it: fields of one name, one below the other. Not here: reading it."""

from collections.abc import Sequence

from app.domain.form.answer import ADDRESS_PARTS
from app.domain.form.said import countries_by_name
from app.domain.said import sentence
from app.languages import reader
from app.web.forms.field import Field

_LABELS = {
    "line1": (sentence("Street and number"), "address-line1"),
    "line2": (sentence("Flat, building or c/o"), "address-line2"),
    "postal_code": (sentence("Postal code"), "postal-code"),
    "city": (sentence("Town or city"), "address-level2"),
    "country": (sentence("Country"), "country"),
}
_NOT_NEEDED = ("line2", "postal_code")


def address_parts(
    name: str, texts: Sequence[str], *, within: str, country: str
) -> tuple[Field, ...]:
    """Return the fields of an address; all have one name, and the first one's id is it.

    ``texts`` are what was written into them, ``within`` what ``autocomplete`` begins with,
    ``country`` (two letters) what is chosen before anybody chose, or "".
    """
    written = (*texts, "", "", "", "", "")[: len(ADDRESS_PARTS)]
    shown = dict(zip(ADDRESS_PARTS, written, strict=True))
    shown["country"] = shown["country"] or country
    return tuple(
        Field(
            id=name if part == "line1" else f"{name}-{part}",
            kind=part,
            label=label,
            texts=(shown[part],),
            optional=part in _NOT_NEEDED,
            options=countries_by_name(reader().locale) if part == "country" else (),
            autocomplete=within + completes,
        )
        for part, (label, completes) in _LABELS.items()
    )
