"""Files are kept once they were looked into, sent with an order, opened by staff, and erased."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.draft import FormChanged, filled_from
from app.domain.form.file import FileAnswer, FileRefused, FileType, Scan
from app.domain.form.question import Limits, Question, QuestionKind, Scope
from app.domain.form.sensitive import Sealing
from app.domain.waiting import PlaceWish
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.draft import Draft
from app.store.order import Order
from app.store.registration import Registration
from app.store.seal import Seal
from app.store.upload import Upload
from app.usecases.forget_answers import forget_answers
from app.usecases.forget_drafts import forget_drafts
from app.usecases.keep_file import keep_file
from app.usecases.open_file import OpenedFile, open_file
from app.usecases.register import register
from tests.usecases.shop import Shop
from tests.worlds import HOLD, add_class, add_draft, register_once, states

SEAL = Seal(("a secret",))
CV = Question("cv", QuestionKind.FILE, "CV", limits=Limits(most="1", types=("pdf",)))
QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "cv", "kind": "file", "label": "CV", "retention_days": 10},
    {"key": "plan", "kind": "file", "label": "Plan", "scope": "order", "retention_days": 10},
    {"key": "why", "kind": "text", "label": "Why?"},
)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, prices=(), questions=QUESTIONS, capacity=1, waiting_list=True)
    return Shop(sessions)


def _class(shop: Shop) -> int:
    with reading(shop.sessions) as session:
        return session.scalars(select(CourseClass.id)).one()


def hand_in(
    shop: Shop,
    body: bytes = b"paper",
    *,
    question: Question = CV,
    kind: FileType = FileType.PDF,
    scan: Scan | None = None,
    seal: Sealing | None = SEAL,
) -> FileAnswer:
    return keep_file(
        shop.sessions,
        question,
        class_id=_class(shop),
        name="cv.pdf",
        read=lambda size: body[:size],
        examine=lambda _: kind,
        scan=scan,
        seal=seal,
        now=shop.now,
    )


def send(shop: Shop, file: FileAnswer, plan: FileAnswer | None = None, **how: object) -> str:
    """Register with a file, and with one of the whole order."""
    token = add_draft(shop.sessions, currency="")
    with transaction(shop.sessions) as session:
        draft = session.get_one(Draft, token)
        filled = filled_from(draft.content)
        (ana,) = filled.participants
        ana = replace(ana, answers={"cv": file.texts()})
        once = {"plan": plan.texts() if plan else None}
        draft.content = replace(filled, participants=(ana,), answers=once).document()
    return register(
        shop.sessions,
        draft_token=token,
        partners=shop.partners,
        now=shop.now,
        hold=HOLD,
        **how,  # type: ignore[arg-type]  # passed on as it came
    ).reference


def take(shop: Shop, uid: str, seal: Sealing | None = SEAL) -> OpenedFile | None:
    with reading(shop.sessions) as session:
        reference = session.scalars(select(Registration.reference)).one()
    return open_file(
        shop.sessions, reference=reference, uid=uid, seal=seal, by="kim@desk", now=shop.now
    )


def kept(shop: Shop) -> list[Upload]:
    with reading(shop.sessions) as session:
        return list(session.scalars(select(Upload)))


def test_a_file_is_kept_sealed_and_opened_as_it_was(shop: Shop) -> None:
    file = hand_in(shop)
    (row,) = kept(shop)
    assert (file.name, file.size) == ("cv.pdf", 5)
    assert b"paper" not in row.content
    plan = hand_in(shop, b"plan")
    send(shop, file, plan)
    opened = take(shop, file.uid)
    assert opened
    assert (opened.name, opened.kind, opened.body) == ("cv.pdf", FileType.PDF, b"paper")
    assert take(shop, plan.uid)
    assert take(shop, "nobody") is None
    assert take(shop, file.uid, Seal(("another",))) is None
    nowhere = open_file(
        shop.sessions, reference="NONE", uid=file.uid, seal=SEAL, by="kim@desk", now=shop.now
    )
    assert nowhere is None
    with transaction(shop.sessions) as session:
        session.delete(session.get_one(Upload, file.uid))
    assert take(shop, file.uid) is None


def test_without_a_seal_it_is_kept_as_it_came(shop: Shop) -> None:
    file = hand_in(shop, seal=None)
    assert kept(shop)[0].content == b"paper"
    send(shop, file)
    assert take(shop, file.uid, None)


def _found(body: bytes) -> None:
    raise FileRefused("found something")


def test_what_is_too_large_of_another_kind_or_not_clean_is_not_kept(shop: Shop) -> None:
    with pytest.raises(FileRefused, match="larger than 1 MB"):
        hand_in(shop, bytes(1_000_001))
    with pytest.raises(FileRefused, match="must be PDF, up to 1 MB"):
        hand_in(shop, kind=FileType.PNG)
    with pytest.raises(FileRefused, match="found something"):
        hand_in(shop, scan=_found)
    assert kept(shop) == []


def test_a_file_that_is_gone_makes_no_order(shop: Shop) -> None:
    file = hand_in(shop)
    with pytest.raises(FormChanged):
        send(shop, replace(file, uid="00000000" + file.uid[8:]))
    with reading(shop.sessions) as session:
        assert session.scalars(select(Order)).all() == []


def test_files_of_who_waits_are_kept_as_those_of_orders(shop: Shop) -> None:
    register_once(shop, token="first", currency="")
    send(shop, hand_in(shop), place_wish=PlaceWish.LINE)
    assert states(shop.sessions) == ["confirmed", "waitlisted"]
    forget_drafts(shop.sessions, now=shop.now + timedelta(days=3))
    assert len(kept(shop)) == 1


def test_files_go_with_the_answers_that_name_them(shop: Shop) -> None:
    plan = Question("plan", QuestionKind.FILE, "Plan", scope=Scope.ORDER)
    send(shop, hand_in(shop), hand_in(shop, question=plan))
    forget_drafts(shop.sessions, now=shop.now + timedelta(days=3))
    assert len(kept(shop)) == 2
    forget_answers(shop.sessions, now=shop.now + timedelta(days=400))
    assert kept(shop) == []
