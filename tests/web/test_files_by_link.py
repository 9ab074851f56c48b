"""A file that is asked for by link: taken by the form's own rules, then staff's."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.form.document import document_of
from app.domain.form.question import Limits, Question, QuestionKind
from app.store.database import Database, reading, transaction
from app.store.program import Form, Program
from app.store.registration import Registration
from app.store.upload import Upload
from tests.fixtures.pictures import PDF, picture
from tests.web.handing_in import hand_in_at
from tests.web.ordering import address
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.test_registering_files import SIZE, SealingDesk
from tests.web.visitor import Visitor, fields_of, open_site, problems
from tests.worlds import ANA, BO, Desk, add_class, register_once

CV = Question(
    "cv", QuestionKind.FILE, "CV", required=True, limits=Limits(most="1", types=("pdf", "png"))
)
DRIVES = Question("drives", QuestionKind.YES_NO, "Do you drive?", required=True)
ONE, TWO = "participant-1-q-cv", "participant-2-q-cv"


@pytest.fixture
def desk(sessions: Database) -> SealingDesk:
    add_class(sessions, prices=())
    return SealingDesk(sessions)


def ask_for(desk: Desk, *asked: Question) -> str:
    """Have Ana and Bo be registered, and this be asked since; return their order's reference."""
    reference = register_once(desk, participants=(ANA, BO), currency="").reference
    with transaction(desk.sessions) as session:
        program = session.scalars(select(Program)).one()
        questions = [document_of(each) for each in asked]
        program.form = Form(program_code=program.code, version=2, questions=questions)
    return reference


def uploads(desk: Desk) -> list[Upload]:
    with reading(desk.sessions) as session:
        return list(session.scalars(select(Upload).order_by(Upload.kept_at)))


@pytest.fixture
def ada(desk: SealingDesk, tmp_path: Path) -> Visitor:
    """Have Ada look at what is asked of two for a file each."""
    ada = Visitor(open_site(desk, tmp_path))
    ada.open(address(ask_for(desk, CV), page="/questions"))
    return ada


def test_a_file_is_handed_in_by_link_and_opened_by_staff(
    desk: SealingDesk, ada: Visitor, tmp_path: Path
) -> None:
    assert "PDF or PNG, up to 1 MB" in ada.here.words
    page = hand_in_at(ada, "Send", {ONE: PDF})
    # What came stays while something else is wrong.
    assert problems(page) == ["Bo Berg: Choose a file for CV"]
    assert f"cv.pdf ({SIZE})" in page.words
    page = hand_in_at(ada, "Send", {TWO: picture("PNG")})
    assert "Your answers are kept." in page.words
    assert [each.position for each in uploads(desk)] == [0, 1]
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference).order_by(Registration.id)).first()
    add_members(desk)
    kim = sign_in(arrive(desk, tmp_path))
    assert f"cv.pdf ({SIZE})" in kim.open(f"/staff/registrations/{place}").words
    sent = fields_of(kim.form_with(f"Save the file cv.pdf ({SIZE})"))
    sent["file"] = [uploads(desk)[0].uid]
    answer = kim.client.post(f"/staff/registrations/{place}/file", data=sent)
    assert answer.get_data() == PDF


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<script>alert(1)</script>", "It is none of the kinds of file that can be sent"),
        (b"%PDF-" + bytes(1_000_001), "The file is larger than 1 MB"),
        (picture("JPEG"), "The file must be PDF or PNG, up to 1 MB"),
        (PDF.replace(b"Hello", b"EVIL!"), "A scan found something"),
    ],
)
def test_what_is_not_taken_with_a_form_is_not_taken_by_link(
    desk: SealingDesk, ada: Visitor, body: bytes, why: str
) -> None:
    page = hand_in_at(ada, "Send", {ONE: body, TWO: PDF})
    assert problems(page)[0].startswith(f"Ana Lind: {why}")
    # Nor does what came before count where what takes its place is not taken.
    hand_in_at(ada, "Send", {ONE: PDF, TWO: body})
    page = hand_in_at(ada, "Send", {ONE: body})
    assert page.status_code == 422
    assert {each.order_id for each in uploads(desk)} == {None}


def test_a_file_of_another_question_or_nobodys_is_no_answer(
    desk: SealingDesk, ada: Visitor
) -> None:
    hand_in_at(ada, "Send", {ONE: PDF})
    (kept,) = uploads(desk)
    with transaction(desk.sessions) as session:
        session.get_one(Upload, kept.uid).key = "letter"
    for uid in (kept.uid, kept.uid.replace(kept.uid[:4], "0000")):
        page = ada.press("Send", {ONE: uid})
        assert problems(page)[0] == "Ana Lind: Choose a file for CV"
