"""Files that were handed in with a form that is being filled in. Not here: what they hold."""

from collections.abc import Collection, Mapping

from app.domain.contract import Sessions
from app.domain.form.file import FileAnswer, is_uid
from app.domain.form.sensitive import Sealing
from app.store.database import reading_rows
from app.store.upload import find_uploads


def files_handed_in(
    sessions: Sessions, uids: Collection[str], *, class_id: int, seal: Sealing | None
) -> Mapping[str, tuple[str, FileAnswer]]:
    """Return the files of these uids by uid, each with its question's key; those that are there.

    One statement, and none where no text could be a uid.
    """
    named = [each for each in uids if is_uid(each)]
    if not named:
        return {}
    with reading_rows(sessions) as connection:
        return find_uploads(connection, named, class_id=class_id, seal=seal)
