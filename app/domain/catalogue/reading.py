"""Reading a parsed catalogue document. The first mistake stops: nothing is read half.

Not here: a single class (classes.py), a form (questions.py), finding the file, what is in the
database already.
"""

from collections.abc import Iterable
from typing import Protocol

from app.domain.catalogue.classes import read_class
from app.domain.catalogue.entities import read_entity, refuse_second_prefix
from app.domain.catalogue.entries import (
    Catalogue,
    LeadSourceEntry,
    ProgramEntry,
    VenueEntry,
)
from app.domain.catalogue.node import Node
from app.domain.catalogue.questions import read_questions
from app.domain.catalogue.vouchers import read_voucher
from app.domain.course_class import ProgramKind

_ADDRESS = "line1 line2 city postal_code country".split()
_PROGRAM = "code slug kind title type summary description entity questions classes".split()
DESCRIPTION_LIMIT = 20_000


def read_catalogue(document: object) -> Catalogue:
    """Read what ``json.loads`` made of a catalogue file (product.md, *The catalogue file*).

    Raises:
        CatalogueMistake: the first thing that is wrong, with its path.
    """
    fields = Node("", document).fields(
        ["entities", "venues", "lead_sources", "programs", "vouchers"]
    )
    entities = [read_entity(node) for node in fields["entities"].items()]
    _each_once(entities, within="entities")
    refuse_second_prefix(entities)
    venues = [_venue(node) for node in fields["venues"].items()]
    _each_once(venues, within="venues")
    lead_sources = [_lead_source(node) for node in fields["lead_sources"].items()]
    _each_once(lead_sources, within="lead_sources")
    _each_name_once(lead_sources)
    programs = [_program(node) for node in fields["programs"].items()]
    _each_once(programs, within="programs")
    _each_slug_once(programs)
    vouchers = [read_voucher(node) for node in fields["vouchers"].items()]
    _each_once(vouchers, within="vouchers")
    catalogue = Catalogue(
        venues=tuple(venues),
        lead_sources=tuple(lead_sources),
        programs=tuple(programs),
        entities=tuple(entities),
        vouchers=tuple(vouchers),
    )
    _each_class_once(catalogue)
    return catalogue


def _venue(node: Node) -> VenueEntry:
    fields = node.fields(["code", "name", "address"])
    code = fields["code"].code()
    name = fields["name"].text(limit=200)
    address = fields["address"].fields(_ADDRESS)
    country = address["country"].text(limit=10)
    if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        raise address["country"].mistake("must be two capital letters, like NO")
    return VenueEntry(
        code=code,
        name=name,
        line1=address["line1"].text(limit=200, default=""),
        line2=address["line2"].text(limit=200, default=""),
        city=address["city"].text(limit=200),
        postal_code=address["postal_code"].text(limit=32, default=""),
        country=country,
    )


def _lead_source(node: Node) -> LeadSourceEntry:
    fields = node.fields(["code", "name"])
    return LeadSourceEntry(code=fields["code"].code(), name=fields["name"].text(limit=120))


def _program(node: Node) -> ProgramEntry:
    fields = node.fields(_PROGRAM)
    code = fields["code"].code()
    return ProgramEntry(
        path=node.path,
        code=code,
        slug=fields["slug"].slug() if fields["slug"].given else _slug_of(code),
        kind=fields["kind"].word(ProgramKind),
        title=fields["title"].text(limit=200),
        type=fields["type"].text(limit=64, default=""),
        summary=fields["summary"].text(limit=500, default=""),
        description=fields["description"].text(limit=DESCRIPTION_LIMIT, default="", lines=True),
        entity=fields["entity"].code() if fields["entity"].given else None,
        questions=read_questions(fields["questions"]),
        classes=tuple(read_class(item) for item in fields["classes"].items()),
    )


def _slug_of(code: str) -> str:
    # From the code, not the title: an address that people kept outlives a better title.
    return "-".join(part for part in code.lower().replace("_", "-").split("-") if part) or "program"


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


def _each_once(entries: Iterable[_Coded], *, within: str) -> None:
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if entry.code in first:
            path = f"{within}[{number}].code"
            raise Node(path, None).mistake(f"is that of {within}[{first[entry.code]}] already")
        first[entry.code] = number


def _each_name_once(lead_sources: Iterable[LeadSourceEntry]) -> None:
    # C9: the Connector tells them apart by name, without regard to case.
    first: dict[str, int] = {}
    for number, entry in enumerate(lead_sources):
        name = entry.name.casefold()
        if name in first:
            path = f"lead_sources[{number}].name"
            raise Node(path, None).mistake(f"is that of lead_sources[{first[name]}] already")
        first[name] = number


def _each_slug_once(programs: Iterable[ProgramEntry]) -> None:
    first: dict[str, str] = {}
    for program in programs:
        if program.slug in first:
            raise Node(f"{program.path}.slug", None).mistake(
                f"is that of {first[program.slug]} already ({program.slug})"
            )
        first[program.slug] = program.path


def _each_class_once(catalogue: Catalogue) -> None:
    first: dict[str, str] = {}
    for entry in catalogue.classes():
        if entry.code in first:
            node = Node(f"{entry.path}.code", None)
            raise node.mistake(f"is that of {first[entry.code]} already")
        first[entry.code] = entry.path
