"""What the Connector's answers mean (connector.md 10): a 200 with an error in it is a failure."""

from dataclasses import dataclass

from app.domain.contract import Outcome, Refused, Unreachable
from app.partners.connector.document import read
from app.partners.http import Answer, Lost, NotSent, Reply, not_now, one_line


@dataclass(frozen=True, slots=True)
class Saved:
    """The hub has the record; ``uuid`` is for support only (C17)."""

    uuid: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The hub will not take the record as it is."""

    words: str

    @property
    def names_lead(self) -> bool:
        """Whether it is the lead source or the owner that the hub does not know (C6)."""
        said = self.words.lower().replace(" ", "")
        return "leadsource" in said or "owner" in said


def read_saved(reply: Reply) -> Saved | Rejected | Unreachable:
    """Return what became of a save; an upsert, so a lost answer may be asked for again (S14)."""
    match reply:
        case NotSent(words) | Lost(words):
            return Unreachable(f"Connector: {words}")
    root, found = read(reply.body) or ("", {})
    words = _words(found) if root == "error" else ""
    if later := not_now(reply, partner="Connector", words=words):
        return later
    if root == "error" or not reply.ok:
        return _failed(reply, found.get("reason", ""), words)
    if root == "response" and found.get("uuid"):
        return Saved(one_line(found["uuid"]))
    return Unreachable(f"Connector answered {reply.status} without a uuid")


def outcome_of(failed: Rejected | Unreachable) -> Outcome:
    """Return the outcome of a save that failed for good or for now."""
    return failed if isinstance(failed, Unreachable) else Refused(failed.words)


def _failed(answer: Answer, reason: str, words: str) -> Rejected | Unreachable:
    said = f"Connector answered {answer.status} {words}".strip()
    # Their database is their trouble; a success that holds an error without saying whose is too.
    if reason == "DATABASE" or (answer.ok and reason != "VALIDATION"):
        return Unreachable(said)
    return Rejected(said)


def _words(found: dict[str, str]) -> str:
    """Return the error for staff: reason, UUID for their support, first line of the message.

    The message may be a stack trace (C16); its other lines are nobody's business here.
    """
    lines = found.get("message", "").splitlines() or [""]
    parts = (found.get("reason", ""), found.get("errorUUID", ""), lines[0])
    return one_line(" · ".join(part for part in parts if part))
