"""Whose call it is, where calls are counted."""

import pytest

from app.domain.caller import counted_as


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.9:4711, rubbish", "203.0.113.9:4711, rubbish"),
        ("", ""),
        (None, ""),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(address: str | None, counted: str) -> None:
    assert counted_as(address) == counted
