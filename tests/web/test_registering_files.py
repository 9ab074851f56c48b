"""Files in the form: handed in, kept through everything, opened by staff alone, erased in time."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.domain.form.file import FileRefused
from app.parts import Parts
from app.store.database import Database, reading, transaction
from app.store.registration import Registration
from app.store.seal import Seal
from app.store.upload import Upload
from app.usecases.forget_answers import forget_answers
from app.usecases.forget_drafts import forget_drafts
from tests.fixtures.pictures import PDF, huge_picture, picture, zip_bomb
from tests.watching import WatchedResponse
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, sign_in
from tests.web.visitor import ADA, Visitor, fields_of, open_site, participant, problems
from tests.worlds import CLASS, Desk, add_class, states

FORM = f"/classes/{CLASS}/register"
SIZE = f"{len(PDF)} bytes"
ONE, TWO = "participant-1-q-cv", "participant-2-q-cv"
CV: dict[str, object] = {
    "key": "cv",
    "kind": "file",
    "label": "CV",
    "required": True,
    "limits": {"most": "1", "types": ["pdf", "png"]},
    "retention_days": 30,
}


@dataclass
class SealingDesk(Desk):
    """A desk that seals, and scans for what begins a PDF with EVIL."""

    @property
    def parts(self) -> Parts:
        """Return the parts with a seal and a scanner."""
        return replace(super().parts, seal=Seal(("a secret",)), scan=_scan)


def _scan(body: bytes) -> None:
    if b"EVIL" in body:
        raise FileRefused("A scan found something")


@pytest.fixture
def desk(sessions: Database) -> SealingDesk:
    add_class(sessions, prices=(), questions=(CV,))
    return SealingDesk(sessions)


@pytest.fixture
def form(desk: SealingDesk, tmp_path: Path) -> Visitor:
    """Have Ada look at a form that asks for a file."""
    ada = Visitor(open_site(desk, tmp_path))
    ada.open(FORM)
    return ada


def hand_in(
    ada: Visitor, body: bytes, name: str = "cv.pdf", *, field: str = ONE, **fields: str
) -> WatchedResponse:
    """Press Continue with a file, as a browser sends it."""
    form = ada.form_with("Continue")
    assert form.attrib["enctype"] == "multipart/form-data"
    sent: dict[str, Any] = {**fields_of(form), **ADA, "action": "continue", **fields}
    sent[field] = [*sent.get(field, ()), FileStorage(io.BytesIO(body), filename=name)]
    boundary, data = encode_multipart(MultiDict(sent))
    kind = f"multipart/form-data; boundary={boundary}"
    answer = ada.client.post(form.attrib["action"], data=data, content_type=kind)
    if answer.status_code == 303:
        return ada.open(answer.headers["Location"])
    ada.here = answer
    return answer


def kept(desk: Desk) -> list[Upload]:
    with reading(desk.sessions) as session:
        return list(session.scalars(select(Upload).order_by(Upload.kept_at)))


def test_a_file_is_handed_in_shown_and_opened_by_staff_alone(
    desk: SealingDesk, form: Visitor, tmp_path: Path
) -> None:
    assert "PDF or PNG, up to 1 MB" in form.here.words
    assert f"CV cv.pdf ({SIZE})" in hand_in(form, PDF).words
    (row,) = kept(desk)
    assert PDF not in row.content
    assert b"cv.pdf" not in row.name
    form.press("Confirm registration")
    assert states(desk.sessions) == ["confirmed"]
    with reading(desk.sessions) as session:
        reference = session.scalars(select(Registration.reference)).one()
    add_members(desk)
    kim = sign_in(arrive(desk, tmp_path))
    page = kim.open(f"/staff/registrations/{reference}")
    assert f"cv.pdf ({SIZE})" in page.words
    answer = kim.client.post(
        f"/staff/registrations/{reference}/file",
        data={**fields_of(kim.form_with(f"Save the file cv.pdf ({SIZE})")), "file": row.uid},
    )
    assert answer.get_data() == PDF
    said = answer.headers
    assert said["Content-Disposition"] == "attachment; filename=cv.pdf"
    assert said["Content-Type"] == "application/pdf"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Content-Security-Policy"].startswith("sandbox")
    assert said["Cache-Control"] == "no-store"
    assert "CV, by coordinator@example.org" in kim.open(f"/staff/registrations/{reference}").words
    token = fields_of(kim.form_with(f"Save the file cv.pdf ({SIZE})"))
    nobody = {**token, "file": row.uid.replace(row.uid[:4], "0000")}
    address = f"/staff/registrations/{reference}/file"
    assert kim.client.post(address, data=nobody).status_code == 404
    reader = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = reader.open(f"/staff/registrations/{reference}")
    assert "Save the file" not in page.words
    mine = {each.attrib["value"] for each in page.all("input", name="csrf_token")}.pop()
    answer = reader.client.post(address, data={"csrf_token": mine, "file": row.uid})
    assert answer.status_code == 403


def test_files_are_spoken_of_in_the_readers_language(form: Visitor) -> None:
    page = form.open(f"{FORM}?lang=de")
    assert "PDF oder PNG, höchstens 1 MB" in page.words
    page = hand_in(form, b"%PDF-" + bytes(1_000_001))
    assert problems(page) == ["Die Datei ist größer als 1 MB"]
    page = hand_in(form, picture("JPEG"))
    assert problems(page) == ["Erlaubt ist: PDF oder PNG, höchstens 1 MB"]
    assert f"CV cv.pdf ({len(PDF)} Byte)" in hand_in(form, PDF).words


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (b"<script>alert(1)</script>", "cv.pdf", "It is none of the kinds of file"),
        (zip_bomb(), "cv.docx", "It is none of the kinds of file"),
        (huge_picture(), "me.png", "The picture has more than 50 megapixels"),
        (picture("JPEG"), "me.png", "The file must be PDF or PNG, up to 1 MB"),
        (b"%PDF-" + bytes(1_000_001), "cv.pdf", "The file is larger than 1 MB"),
        (PDF.replace(b"Hello", b"EVIL!"), "cv.pdf", "A scan found something"),
    ],
    ids=["markup", "archive", "pixels", "kind", "size", "virus"],
)
def test_a_file_that_lies_or_harms_is_refused_in_words_and_not_kept(
    desk: SealingDesk, form: Visitor, body: bytes, name: str, reason: str
) -> None:
    page = hand_in(form, body, name)
    assert page.status_code == 422
    (problem,) = problems(page)
    assert problem.startswith(reason)
    assert kept(desk) == []


def test_a_file_is_kept_while_the_rest_is_put_right(desk: SealingDesk, form: Visitor) -> None:
    page = hand_in(form, PDF, "<i>cv</i>\u202efdp.pdf", email="nobody")
    assert "Choose a file" not in page.words
    assert f"i>fdp.pdf ({SIZE})" in page.words
    form.press("Add another participant", ADA)
    assert f"i>fdp.pdf ({SIZE})" in form.here.words
    page = form.press("Continue", {**ADA, **participant(2, "Bo Berg")})
    assert problems(page) == ["Participant 2: Choose a file for CV"]
    page = form.press("Continue", {TWO: kept(desk)[0].uid.replace("4", "5")})
    assert problems(page) == ["Participant 2: Choose a file for CV"]
    page = form.press("Continue", {"drop_file": ONE})
    assert problems(page)[0] == "Participant 1: Choose a file for CV"


def test_a_form_that_may_be_forged_keeps_its_file(form: Visitor) -> None:
    hand_in(form, PDF, email="nobody")
    page = form.press("Continue", {**ADA, "csrf_token": "forged"})
    assert "Nothing was sent" in page.words
    assert f"cv.pdf ({SIZE})" in page.words
    assert f"CV cv.pdf ({SIZE})" in form.press("Continue").words


def test_a_half_filled_form_comes_back_with_its_file(form: Visitor) -> None:
    page = hand_in(form, PDF, action="keep")
    link = page.one("p", class_="kept-link").find("a")
    assert link is not None
    form.open(link.attrib["href"].removeprefix("http://desk.example.test"))
    assert f"cv.pdf ({SIZE})" in form.here.words
    assert "CV cv.pdf" in form.press("Continue", ADA).words


def test_a_file_of_another_class_is_nobodys_here(desk: SealingDesk, form: Visitor) -> None:
    hand_in(form, PDF)
    add_class(desk.sessions, "FA-2031-09", prices=())
    form.open("/classes/FA-2031-09/register")
    page = form.press("Continue", {**ADA, ONE: kept(desk)[0].uid})
    assert problems(page) == ["Choose a file for CV"]


def test_a_file_that_went_with_an_order_goes_with_no_other(
    desk: SealingDesk, form: Visitor
) -> None:
    hand_in(form, PDF)
    form.press("Confirm registration")
    (sent,) = kept(desk)
    bo = {"name": "Bo Berg", "email": "bo@example.org", ONE: sent.uid}
    form.open(FORM)
    page = form.press("Continue", {**ADA, **bo})
    assert problems(page) == ["Choose a file for CV"]
    assert sent.name not in page.get_data()


def test_a_file_that_is_named_in_two_forms_goes_with_the_one_that_is_sent_first(
    desk: SealingDesk, form: Visitor
) -> None:
    one = hand_in(form, PDF)
    (waiting,) = kept(desk)
    form.open(FORM)
    bo = {"name": "Bo Berg", "email": "bo@example.org", ONE: waiting.uid}
    assert "CV cv.pdf" in form.press("Continue", {**ADA, **bo}).words
    form.press("Confirm registration")
    form.here = one
    page = form.press("Confirm registration")
    assert "This form changed while you were filling it in" in page.words
    assert len(states(desk.sessions)) == 1


def test_too_much_is_refused_at_the_door(form: Visitor) -> None:
    page = hand_in(form, bytes(33_000_000))
    assert page.status_code == 413


def test_what_was_never_sent_goes_and_what_was_goes_with_its_answer(
    desk: SealingDesk, form: Visitor
) -> None:
    hand_in(form, PDF)
    form.press("Confirm registration")
    form.open(FORM)
    hand_in(form, PDF, "other.pdf", email="nobody")
    assert len(kept(desk)) == 2
    forget_drafts(desk.sessions, now=desk.now + timedelta(hours=47))
    assert len(kept(desk)) == 2
    forget_drafts(desk.sessions, now=desk.now + timedelta(hours=49))
    assert len(kept(desk)) == 1
    forget_answers(desk.sessions, now=desk.now + timedelta(days=400))
    assert kept(desk) == []


def test_a_file_that_is_gone_before_it_is_sent_makes_no_order(
    desk: SealingDesk, form: Visitor
) -> None:
    hand_in(form, PDF)
    with transaction(desk.sessions) as session:
        session.delete(session.scalars(select(Upload)).one())
    page = form.press("Confirm registration")
    assert "This form changed while you were filling it in" in page.words
    assert states(desk.sessions) == []
