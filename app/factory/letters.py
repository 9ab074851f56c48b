"""What goes with letters: papers, issued just before where the sweep was slower; codes.

Not here: which letters there are (mail).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.event import CAUSE, FURTHER, HANDED_OVER, Event, EventKind
from app.domain.mailed_code import ASKING, code_of
from app.domain.money import NO_CURRENCY
from app.domain.paper import PaperKind, Seller
from app.domain.payment_plan import Plan
from app.paper.paper_pdf import paper_pdf
from app.queries.papers import papers_that_say
from app.usecases.issue_papers import issue_papers

# What is in the letter besides the papers about the money that it tells of.
_BESIDES = {
    EventKind.ORDER_CONFIRMED: (PaperKind.INVOICE,),
    EventKind.ORDER_HELD: (PaperKind.INVOICE,),
    EventKind.ORDER_PAYMENT_DUE: (PaperKind.INVOICE,),
    EventKind.ORDER_PAYMENT_RECEIVED: (),
    EventKind.ORDER_OWED_CHANGED: (),
    EventKind.ORDER_MONEY_RETURNED: (),
    EventKind.ORDER_CANCELLED: (),
    EventKind.ORDER_EXPIRED: (),
    EventKind.ORDER_PLACE_CANCELLED: (),
}
# What these tell of may end what was billed, or have it billed otherwise, and no money moves.
_ENDING = frozenset(
    {
        EventKind.ORDER_CONFIRMED,
        EventKind.ORDER_OWED_CHANGED,
        EventKind.ORDER_CANCELLED,
        EventKind.ORDER_EXPIRED,
        EventKind.ORDER_PLACE_CANCELLED,
    }
)


def papers_for(
    event: Event, *, sessions: Sessions, seller: Seller, clock: Callable[[], datetime]
) -> Mapping[str, bytes]:
    """Return the papers that go with the letter of an event, by the names of their files."""
    order, besides = event.order, _BESIDES.get(event.kind)
    if order is None or besides is None or order.total.currency == NO_CURRENCY:
        return {}
    # Another letter of the same change brings them.
    if any(event.facts.get(each) for each in (FURTHER, "moved_to", HANDED_OVER)):
        return {}
    if event.kind is EventKind.ORDER_HELD and order.plan is not Plan.INVOICE:
        return {}
    issue_papers(sessions, order_reference=order.reference, seller=seller, now=clock())
    # Money that went in parts has a cause for each.
    causes = str(event.facts.get(CAUSE) or "").split() or [""]
    found = [
        papers_that_say(
            sessions,
            order.reference,
            cause=cause,
            moved_at=event.at,
            besides=besides,
            ends_since=event.at if event.kind in _ENDING else None,
            corrected_since=event.at if event.kind is EventKind.ORDER_OWED_CHANGED else None,
        )
        for cause in causes
    ]
    papers = {paper.number: paper for each in found for paper in each}
    return {f"{number}.pdf": paper_pdf(paper) for number, paper in papers.items()}


def code_for(event: Event, *, secret: str, clock: Callable[[], datetime]) -> str:
    """Return the digits of the asking that an event is about, "" once they can be used no more."""
    if clock() >= datetime.fromisoformat(str(event.facts["until"])):
        return ""
    return code_of(secret, str(event.facts[ASKING]))
