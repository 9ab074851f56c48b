"""Reading the tax of a price or an extra. Not here: what it is the tax of."""

import re
from collections.abc import Collection

from app.domain.catalogue.node import Fields, Node
from app.domain.tax import FULL_RATE, UNTAXED, Tax, TaxMode

_TAX = ("mode", "rate", "name")
_EXEMPTABLE = "exempt_with_vat_number"
_RATE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)


def read_tax(node: Node, modes: Collection[TaxMode]) -> Tax:
    """Read a tax of one of these modes; what has none given is untaxed."""
    return _tax(node.fields(_TAX), modes) if node.given else UNTAXED


def read_exemptable_tax(node: Node, modes: Collection[TaxMode]) -> tuple[Tax, bool]:
    """Read a tax, and whether whoever has a VAT number pays none."""
    if not node.given:
        return UNTAXED, False
    fields = node.fields([*_TAX, _EXEMPTABLE])
    tax, exemptable = _tax(fields, modes), fields[_EXEMPTABLE]
    if tax.mode is TaxMode.EXEMPT and exemptable.given:
        raise exemptable.mistake(_NEEDLESS)
    return tax, exemptable.flag(default=False)


_NEEDLESS = "cannot be given for what is exempt anyway"


def _tax(fields: Fields, modes: Collection[TaxMode]) -> Tax:
    mode = fields["mode"].word(modes)
    if mode is TaxMode.NONE:
        return UNTAXED
    name = fields["name"].text(limit=40) if fields["name"].given else "VAT"
    rate = fields["rate"]
    if mode is TaxMode.EXEMPT:
        if rate.given:
            raise rate.mistake(_NEEDLESS)
        return Tax(mode, name=name)
    return Tax(mode, rate=_rate(rate), name=name)


def _rate(node: Node) -> int:
    """Read a rate in percent, as text or a whole number; return hundredths of a percent."""
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        reason = 'must be a rate in percent, like "25" or "12.5"'
        raise node.mistake(reason if node.given else "is missing")
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if rate > FULL_RATE:
        raise node.mistake("must be 100 or less")
    return rate
