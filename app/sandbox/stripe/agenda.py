"""What is to happen by itself at a later time: expiries, settlements, refunds that fail.

Here: noting and finding. Not here: what then happens, see happenings.py.
"""

from app.sandbox.stripe.world import Document, World

COLLECTION = "stripe.agenda"


def plan(world: World, what: str, key: str, *, at: int) -> None:
    """Note that something is to happen to the object at a time (seconds since 1970 UTC)."""
    entry = {"what": what, "key": key, "at": at}
    world.shelf.put(COLLECTION, f"{what}:{key}", entry)
    world.ring()


def drop(world: World, what: str, key: str) -> None:
    """Forget it; what was never planned is no error."""
    world.shelf.delete(COLLECTION, f"{what}:{key}")


def due(world: World) -> list[Document]:
    """Return what is due, the earliest first."""
    now = world.now()
    entries = [e for e in world.shelf.all(COLLECTION) if e["at"] <= now]
    return sorted(entries, key=lambda e: int(e["at"]))


def next_at(world: World) -> int | None:
    """Return when the next thing is due, or None."""
    return min((int(e["at"]) for e in world.shelf.all(COLLECTION)), default=None)
