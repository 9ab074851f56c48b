"""Who calls, as far as calls are counted: an address, or all that one subscriber has of them.

Not here: how often one may, and whether an address may call at all.
"""

from ipaddress import AddressValueError, IPv6Address, IPv6Network

# Whoever has one address of the newer kind has this many bits of others (RFC 6177): they are one.
_SUBSCRIBER = 64


def counted_as(address: str | None) -> str:
    """Return what an address counts as: of IPv6 its /64, of IPv4 itself, of anything else that.

    IPv4 written as IPv6 is IPv4.
    """
    try:
        newer = IPv6Address(address or "")
    except AddressValueError:
        return address or ""
    if newer.ipv4_mapped is not None:
        return str(newer.ipv4_mapped)
    return str(IPv6Network((int(newer), _SUBSCRIBER), strict=False))
