"""Whether a request comes from this machine itself. Not here: what follows from it."""

from ipaddress import ip_address


def is_this_machine(address: str | None) -> bool:
    """Say whether an address is loopback; what a proxy made up, or nothing, is not."""
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
