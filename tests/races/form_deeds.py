"""What a crowd of coordinators does to one form, and the same with its guard taken away."""

from functools import partial

from sqlalchemy import update

import app.usecases.edit_form
import app.usecases.publish_form
from app.domain.form.document import document_of
from app.domain.form.editing import ForLacking, FormMovedOn, joined, read_seen
from app.domain.form.question import Question, QuestionKind
from app.store.database import Database
from app.store.form_draft import FormDraft
from app.usecases.edit_form import edit_form
from app.usecases.publish_form import FormNotFit, publish_form
from tests.worlds import NOW


def build(database: Database, share: str) -> str:
    """Add an entry, or publish, as the form was seen; say whether it was still so."""
    what, key, seen = share.split(" ")
    entry = Question(key, QuestionKind.TEXT, key)
    around = {"program": "FIRST-AID", "seen": read_seen(seen), "by": key, "now": NOW}
    try:
        if what == "publish":
            publish_form(
                database,
                lacking=ForLacking.LEAVE,
                defaults={},
                partners={},
                wake=lambda names: None,
                **around,  # type: ignore[arg-type]  # as named
            )
        else:
            edit_form(database, edit=partial(joined, others=[entry]), **around)  # type: ignore[arg-type]  # as named
    except FormMovedOn:
        return "moved on"
    except FormNotFit:
        return "nothing new"
    return "done"


def build_without_the_guard(database: Database, share: str) -> str:
    """Do it where whoever comes last overwrites what others did."""

    def put(session: object, program_code: str, questions: object, **named: object) -> bool:
        documents = [document_of(each) for each in questions or ()]  # type: ignore[attr-defined]  # a list
        change = update(FormDraft).values(questions=documents, is_open=questions is not None)
        session.execute(change)  # type: ignore[attr-defined]  # a session
        return True

    for module in (app.usecases.edit_form, app.usecases.publish_form):
        vars(module)["put_form_draft"] = put
    return build(database, share)
