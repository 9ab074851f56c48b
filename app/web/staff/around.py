"""What stands around a use case that somebody of staff calls. Not here: what they ask of it."""

from typing import Any

from app.logs import request_id
from app.parts import Parts


def around(parts: Parts) -> dict[str, Any]:
    """Return the parts that a use case is handed as it tells others, by the names it knows."""
    return {
        "partners": parts.partners,
        "wake": parts.wake,
        "now": parts.clock(),
        "request_id": request_id() or "",
    }
