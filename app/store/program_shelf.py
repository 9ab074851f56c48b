"""Under which program each imported class stands: those of one name and type stand together."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.course_class import ProgramKind
from app.domain.listing import ListedClass
from app.store.course_class import CourseClass
from app.store.program import Program

_Group = tuple[str, str]


class ProgramShelf:
    """The programs of the classes that are to be put, found, renamed or added.

    What another name leaves without classes stays as it is: nothing is deleted.
    """

    def __init__(
        self,
        session: Session,
        rows: Mapping[str, CourseClass],
        listed: Sequence[ListedClass],
        *,
        prefix: str,
    ) -> None:
        self._session = session
        self._prefix = prefix
        self._programs: dict[_Group, Program] = {}
        present = {row.program.id: row.program for row in rows.values()}
        groups = _groups(listed)
        for group in groups:
            for program in present.values():
                if _key(program.title, program.type) == group:
                    self._programs.setdefault(group, program)
        used = {program.id for program in self._programs.values()}
        for group, classes in groups.items():
            if group not in self._programs:
                program = _renamed(classes, rows, used=used) or self._new(classes[0])
                self._programs[group] = program
            _fill(self._programs[group], classes[0])

    def of(self, listed: ListedClass) -> Program:
        """Return the program of a class."""
        return self._programs[_key(listed.title, listed.type)]

    def _new(self, listed: ListedClass) -> Program:
        base = f"{self._prefix}-{_slug(listed.title)}"[:56].rstrip("-")
        taken = {
            code.lower()
            for row in self._session.execute(
                select(Program.code, Program.slug).where(
                    or_(Program.slug.like(f"{base}%"), Program.code.ilike(f"{base}%"))
                )
            )
            for code in row
        } | {program.slug for program in self._programs.values()}
        names = (base if number == 1 else f"{base}-{number}" for number in range(1, 10_000))
        slug = next(name for name in names if name not in taken)
        program = Program(code=slug.upper(), slug=slug, form=None)
        self._session.add(program)
        return program


def _groups(listed: Sequence[ListedClass]) -> dict[_Group, list[ListedClass]]:
    groups: dict[_Group, list[ListedClass]] = {}
    for each in sorted(listed, key=lambda each: (each.starts_at, each.partner_id)):
        groups.setdefault(_key(each.title, each.type), []).append(each)
    return groups


def _renamed(
    classes: Sequence[ListedClass], rows: Mapping[str, CourseClass], *, used: set[int]
) -> Program | None:
    """Return the program all of whose classes have the new name now, or None."""
    wanted = {each.partner_id for each in classes}
    for partner_id in sorted(wanted & rows.keys()):
        program = rows[partner_id].program
        its_own = {key for key, row in rows.items() if row.program is program}
        if program.id not in used and its_own <= wanted:
            used.add(program.id)
            return program
    return None


def _fill(program: Program, listed: ListedClass) -> None:
    program.title = listed.title
    program.type = listed.type
    program.kind = ProgramKind.COURSE if listed.type == "course" else ProgramKind.PROGRAM
    program.description = listed.description
    program.summary = next(iter(listed.description.splitlines()), listed.title)[:500]


def _key(title: str, type_: str) -> _Group:
    return title.casefold(), type_


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "program"
