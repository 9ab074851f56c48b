"""What a voucher is called: as it is shown, as it is typed, and who has used it. Not here: rows."""

import hashlib
import re
import unicodedata

from app.domain.reference import new_reference

# Nobody types more; what is beyond need not be looked at.
LONGEST_TYPED = 200
LONGEST_CODE = 40
_CODE = re.compile(rf"[A-Z0-9]{{4,{LONGEST_CODE}}}")
# Letters of other scripts that look like ours: who reads a code off paper types what is nearest.
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԚԜӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ABESIJKMHOPCTYXYQWIABEZHIKMNOPTYXC"
)
# What stands between groups of letters, seen or not, is no part of a code.
_PASSED_OVER = ("Zs", "Pd", "Pc", "Cf", "Cc")


def read_code(typed: str) -> str:
    """Return a typed code as it is kept (capital letters and digits), or nothing where it is none.

    Full-width and styled letters, small ones, digits of every script, letters of other scripts that
    look like ours, spaces and dashes are all read as they were meant.
    """
    text = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    kept = "".join(
        _ascii_digit(sign) for sign in text if unicodedata.category(sign) not in _PASSED_OVER
    )
    code = kept.translate(_LOOK_ALIKES)
    return code if _CODE.fullmatch(code) else ""


def new_code(prefix: str = "") -> str:
    """Return a code that nobody guesses and everybody can read out: ``FAIR-7KQ2M-XW9RT``."""
    return new_reference(prefix).lstrip("-")


def mask_code(shown: str) -> str:
    """Return what of a code may be read by who is not to use it: its last signs, at most three."""
    return f"…{shown[len(shown) - min(3, len(shown) // 3) :]}"


def person_key(email: str) -> str:
    """Return what tells a person's uses of a voucher from another's, and says nothing of them.

    Whoever shares an address is one person here.
    """
    meant = unicodedata.normalize("NFKC", email).strip().casefold()
    return hashlib.sha256(meant.encode()).hexdigest()


def _ascii_digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
