"""What the Connector's answers mean (connector.md 10): a 200 with an error in it is a failure."""

import re
from dataclasses import dataclass

from app.domain.contract import Outcome, Refused, Unreachable
from app.partners.connector.document import Element, read, read_tree
from app.partners.http import Answer, Lost, NotSent, Reply, not_now, one_line

# Where a stack trace begins, also one that was put on a single line.
_TRACE = re.compile(r"\s+at [\w.$<>]+\(")


@dataclass(frozen=True, slots=True)
class Saved:
    """The hub has the record; ``uuid`` is for support only (C17)."""

    uuid: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The hub will not take the record as it is."""

    words: str


@dataclass(frozen=True, slots=True)
class NotThere:
    """The hub has no such record (404)."""

    words: str


def read_saved(reply: Reply) -> Saved | Rejected | Unreachable:
    """Return what became of a save; an upsert, so a lost answer may be asked for again (S14).

    Any success with a UUID is one (S3).
    """
    done = _read(reply)
    if not isinstance(done, Answer):
        return done
    root, found = read(done.body) or ("", {})
    if root == "response" and found.get("uuid"):
        return Saved(one_line(found["uuid"]))
    return Unreachable(f"Connector answered {done.status} without a uuid")


def read_done(reply: Reply) -> Rejected | Unreachable | None:
    """Return nothing where it was done; what is answered then is not published (section 9).

    A page of some proxy is no answer of theirs.
    """
    done = _read(reply)
    if not isinstance(done, Answer):
        return done
    root, _ = read(done.body) or ("", {})
    if done.body.strip() and root not in ("response", "user"):
        return Unreachable(f"Connector answered {done.status} with something else")
    return None


def read_document(reply: Reply, *, root: str) -> Element | NotThere | Rejected | Unreachable:
    """Return the document that was asked for."""
    if isinstance(reply, Answer) and reply.status == 404:
        return NotThere("Connector answered 404: not in the hub")
    done = _read(reply)
    if not isinstance(done, Answer):
        return done
    found = read_tree(done.body)
    if found is None or found.name != root:
        return Unreachable(f"Connector answered {done.status} without a {root}")
    return found


def outcome_of(failed: Rejected | Unreachable) -> Outcome:
    """Return the outcome of a save that failed for good or for now."""
    return failed if isinstance(failed, Unreachable) else Refused(failed.words)


def _read(reply: Reply) -> Answer | Rejected | Unreachable:
    """Return the answer where it says success, else why not."""
    match reply:
        case NotSent(words) | Lost(words):
            return Unreachable(f"Connector: {words}")
    root, found = read(reply.body) or ("", {})
    words = _words(found) if root == "error" else ""
    if later := not_now(reply, partner="Connector", words=words):
        return later
    if root == "error" or not reply.ok:
        return _failed(reply, found.get("reason", ""), words)
    return reply


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
    lines = _TRACE.split(found.get("message", ""), maxsplit=1)[0].splitlines() or [""]
    parts = (found.get("reason", ""), found.get("errorUUID", ""), lines[0])
    return one_line(" · ".join(part for part in parts if part))
