"""Files that people handed in, in the database: no machine of the web keeps anything.

Sealed as they come, content and name. Not here: what a file is (app/files), who may open it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Connection,
    ForeignKey,
    LargeBinary,
    String,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.draft import FormChanged
from app.domain.form.file import FileAnswer, FileType
from app.domain.form.sensitive import Sealing
from app.store.database import Base, UtcDateTime, rows_changed, table_of, word
from app.store.order import Order


class Upload(Base):
    """One file, in bytes; ``order_id`` and ``position`` say whose it is once it was sent.

    ``position`` None with an order: it is the order's own. Without an order it goes within days.
    """

    __tablename__ = "upload"

    uid: Mapped[str] = mapped_column(String(36), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[FileType] = mapped_column(word(FileType))
    name: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    position: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was handed in."""

    name: str
    kind: FileType
    body: bytes


_UPLOAD = table_of(Upload)
# Files by uid, each with the position of the place whose it is; None: the order's own.
Files = Mapping[str, int | None]


def keep_upload(
    connection: Connection,
    file: FileAnswer,
    body: bytes,
    *,
    class_id: int,
    key: str,
    kind: FileType,
    seal: Sealing | None,
    now: datetime,
) -> None:
    """Keep a file for a question of a class's form."""
    connection.execute(
        insert(_UPLOAD).values(
            uid=file.uid,
            class_id=class_id,
            key=key,
            kind=kind,
            name=_close(file.name.encode(), seal),
            size=file.size,
            content=_close(body, seal),
            kept_at=now,
        )
    )


def find_uploads(
    connection: Connection, uids: Collection[str], *, class_id: int, seal: Sealing | None
) -> Mapping[str, tuple[str, FileAnswer]]:
    """Return those that were handed in at the class, by uid, with their questions' keys.

    What went with an order is that order's: whoever fills in another form hands it in again.
    """
    columns = (_UPLOAD.c.uid, _UPLOAD.c.key, _UPLOAD.c.name, _UPLOAD.c.size)
    rows = connection.execute(
        select(*columns).where(
            _UPLOAD.c.uid.in_(uids),
            _UPLOAD.c.class_id == class_id,
            _UPLOAD.c.order_id.is_(None),
        )
    )
    found = {}
    for row in rows:
        name = _open(row.name, seal)
        if name is not None:
            found[row.uid] = (row.key, FileAnswer(row.uid, name.decode(), row.size))
    return found


def keep_files(connection: Connection, files: Files, *, reference: str) -> None:
    """Keep the files of an order that is being made, as long as their answers.

    Raises:
        FormChanged: one is gone meanwhile, or another order's; the transaction must end.
    """
    if not files:
        return
    order = table_of(Order)
    owner = select(order.c.id).where(order.c.reference == reference).scalar_subquery()
    free = or_(_UPLOAD.c.order_id.is_(None), _UPLOAD.c.order_id == owner)
    found = 0
    for uid, position in files.items():
        found += rows_changed(
            connection.execute(
                update(_UPLOAD)
                .where(_UPLOAD.c.uid == uid, free)
                .values(order_id=owner, position=position)
            )
        )
    if found < len(files):
        raise FormChanged(class_code="")


def open_upload(session: Session, uid: str, *, seal: Sealing | None) -> Opened | None:
    """Return a file, or None where it is gone, or no key opens it any more."""
    row = session.get(Upload, uid)
    if row is None:
        return None
    name, body = _open(row.name, seal), _open(row.content, seal)
    return None if name is None or body is None else Opened(name.decode(), row.kind, body)


def forget_unsent(session: Session, *, before: datetime) -> int:
    """Delete files that came before then and were never sent with an order; return how many."""
    unsent = delete(Upload).where(Upload.order_id.is_(None), Upload.kept_at < before)
    return rows_changed(session.execute(unsent))


def forget_sent(
    session: Session, order_id: int, keys: Sequence[str], *, position: int | None
) -> None:
    """Delete a place's files that answered these questions, or with None those of the order."""
    whose = Upload.position.is_(None) if position is None else Upload.position == position
    session.execute(delete(Upload).where(Upload.order_id == order_id, Upload.key.in_(keys), whose))


def erase_files(session: Session, order_id: int) -> None:
    """Delete every file of an order and of its places."""
    session.execute(delete(Upload).where(Upload.order_id == order_id))


def _close(body: bytes, seal: Sealing | None) -> bytes:
    return seal.close(body) if seal else body


def _open(kept: bytes, seal: Sealing | None) -> bytes | None:
    return seal.open(kept) if seal else kept
