"""What was agreed to with an order's form, as its buyer reads it. Reads only."""

from collections.abc import Sequence

from app.domain.consent import Consent
from app.domain.contract import Sessions
from app.domain.form.sensitive import Sealing
from app.store.consent import consents_of
from app.store.database import reading
from app.store.order import find_order


def order_consents(
    sessions: Sessions, reference: str, *, seal: Sealing | None
) -> Sequence[Consent]:
    """Return the consents of an order, those asked once first; none where there is no such order.

    What is sensitive is opened: it is theirs.
    """
    with reading(sessions) as session:
        order = find_order(session, reference)
        found = consents_of(session, order, seal) if order else ()
        return [each.consent for each in found]
