"""Claims about sealing: nobody reads it without the key, and keys can be changed."""

from app.store.seal import Seal


def test_what_was_sealed_with_an_older_key_stays_readable_while_that_is_named() -> None:
    sealed = Seal(("old",)).close(b"Ana")
    assert b"Ana" not in sealed
    assert Seal(("new", "old")).open(sealed) == b"Ana"
    assert Seal(("new",)).open(sealed) is None


def test_nothing_stays_nothing() -> None:
    seal = Seal(("new",))
    assert seal.close(b"") == b""
    assert seal.open(b"") == b""


def test_what_was_tampered_with_is_not_read() -> None:
    seal = Seal(("new",))
    assert seal.open(seal.close(b"Ana")[:-4] + b"AAA=") is None
