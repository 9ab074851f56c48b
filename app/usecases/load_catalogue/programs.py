"""The programs of a catalogue file with their questions, put into their tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain.catalogue import CatalogueMistake, ProgramEntry
from app.domain.form.document import document_of, questions_from
from app.store.legal_entity import LegalEntity
from app.store.program import Form, Program


def put_programs(
    session: Session, entries: Sequence[ProgramEntry], *, now: datetime
) -> Mapping[str, Program]:
    """Add or change the programs; return them by their codes.

    Other questions than before are a new version of the form: answers given keep theirs.

    Raises:
        CatalogueMistake: the slug is that of a program with another code; an unknown entity.
    """
    codes = [entry.code for entry in entries]
    found = session.scalars(
        select(Program)
        .where(or_(Program.code.in_(codes), Program.slug.in_([entry.slug for entry in entries])))
        .options(joinedload(Program.form))
        # Staff may be publishing a form: versions are counted with the program's row locked.
        .with_for_update(of=Program)
    ).all()
    by_code = {row.code: row for row in found}
    slugs = {row.slug: row.code for row in found}
    versions = dict(
        session.execute(
            select(Form.program_code, func.max(Form.version))
            .where(Form.program_code.in_(codes))
            .group_by(Form.program_code)
        ).all()
    )
    entities = _entities(session, entries)
    programs: dict[str, Program] = {}
    for entry in entries:
        holder = slugs.get(entry.slug, entry.code)
        if holder != entry.code:
            raise CatalogueMistake(f"{entry.path}.slug", f"is that of {holder} already")
        program = by_code.get(entry.code)
        if program is None:
            program = Program(code=entry.code, form=None)
            session.add(program)
        if entry.entity is not None:
            program.entity = entities[entry.entity]
        _put(program, entry, version=versions.get(entry.code, 0) + 1, now=now)
        programs[entry.code] = program
    return programs


def _entities(session: Session, entries: Sequence[ProgramEntry]) -> Mapping[str, LegalEntity]:
    named = {entry.entity for entry in entries if entry.entity is not None}
    rows = session.scalars(select(LegalEntity).where(LegalEntity.code.in_(named)))
    found = {row.code: row for row in rows}
    for entry in entries:
        if entry.entity is not None and entry.entity not in found:
            raise CatalogueMistake(f"{entry.path}.entity", f"is no entity: {entry.entity}")
    return found


def _put(program: Program, entry: ProgramEntry, *, version: int, now: datetime) -> None:
    program.slug = entry.slug
    program.kind = entry.kind
    program.title = entry.title
    program.type = entry.type
    program.summary = entry.summary
    program.description = entry.description
    asked = questions_from(program.form.questions) if program.form else ()
    if asked == entry.questions:
        return
    form = Form(
        program_code=entry.code,
        version=version,
        questions=[document_of(question) for question in entry.questions],
        published_at=now,
    )
    program.ask(form if entry.questions else None, now=now)
