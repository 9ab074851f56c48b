"""What staff decided for somebody: who did, and why. Facts of events that nobody else is told.

Not here: what may be decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# With the news that an order owes less: why staff let it go, and who. Its buyer is told neither.
LET_GO_WHY = "let_go_why"
LET_GO_BY = "let_go_by"
# With the news of whatever else staff did.
STAFF_WHY = "staff_why"
STAFF_BY = "staff_by"


@dataclass(frozen=True, slots=True)
class StaffAct:
    """Whose decision it was (an address of staff), and why."""

    by: str
    reason: str

    @property
    def facts(self) -> Mapping[str, str]:
        """Return it as an event keeps it."""
        return {STAFF_WHY: self.reason, STAFF_BY: self.by}


def say_act(facts: Mapping[str, object]) -> str:
    """Return why staff did what an event is about, and who did: empty where nobody decided it."""
    for why, by in ((LET_GO_WHY, LET_GO_BY), (STAFF_WHY, STAFF_BY)):
        if facts.get(why):
            return f"{facts[why]}, by {facts.get(by)}"
    return ""
