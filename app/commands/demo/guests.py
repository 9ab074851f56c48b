"""The made-up people of the demo. Their addresses and telephone numbers can belong to nobody."""

import unicodedata

from app.domain.contact import Contact

_FIRST = (
    "Ingrid Tomasz Amara Lars Beatriz Yusuf Helene Oliver Sunniva Priya Mateus Kari Jonas Leonor "
    "Freya Anders Chidi Marta Nils Aisha Rui Solveig Henrik Zofia Daniel Eirin Paulo Grace Sindre "
    "Hanna Omar"
).split()
_LAST = (
    "Solberg,Nowak,Okafor,Haugen,Carvalho,Demir,Brandt,Whitfield,Myklebust,Raman,Teixeira,Nygård,"
    "Weiß,Figueiredo,Ashworth,Lindqvist,Eze,Kowalska,Bakke,Rahman,Antunes,Fossum,Krüger,Zielińska,"
    "Marlowe,Tveit,Moreira,Adeyemi,Sæther"
).split(",")
_HOW_MANY = 240


def _address(name: str) -> str:
    plain = name.lower().replace("ß", "ss").replace("æ", "ae").replace("ł", "l").replace("ø", "o")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return ".".join(letters.split()) + "@example.org"


def _guest(number: int) -> Contact:
    # 31 first and 29 last names have no common divisor: no pair comes twice within 899.
    name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"
    # +44 7700 900000 to 900999 are set aside for fiction.
    return Contact(name=name, email=_address(name), phone=f"+447700900{number:03d}")


GUESTS = tuple(_guest(number) for number in range(_HOW_MANY))
