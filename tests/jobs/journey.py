"""One participant's way through the real site, and what the outside holds of it afterwards.

Here: the steps, and holdings without what differs from run to run. Not here: any claim.
"""

from itertools import groupby

import httpx

from app.sandbox.server import Sandbox
from tests.jobs.live import LiveDesk
from tests.web.visitor import Visitor, participant
from tests.worlds import CLASS

INGRID = {"name": "Ingrid Solheim", "email": "ingrid.solheim@example.org", "phone": "40 61 23 45"}
PRIVATE = ("Ingrid", "Solheim", "ingrid.solheim", "40612345", "40 61 23 45", "Per Vik", "per@")
FORM = f"/classes/{CLASS}/register"


def register_two(ingrid: Visitor, *, request_id: str = "0123456789abcdef") -> None:
    """Fill the form in for two and send it; ends before paying."""
    ingrid.client.environ_base["HTTP_X_REQUEST_ID"] = request_id
    ingrid.open(FORM)
    ingrid.press("Add another participant", INGRID)
    ingrid.press("Continue", participant(2, "Per Vik"))
    ingrid.press("Pay NOK 8,400 by card")


def pay(desk: LiveDesk, ingrid: Visitor) -> None:
    """Pay on the gateway's page and come back, so that the order's page asks the gateway."""
    page = ingrid.left_for.rpartition("/")[2]
    answer = httpx.post(f"{desk.sandbox.url}/control/stripe/sessions/{page}/pay", json={})
    address = str(answer.raise_for_status().json()["success_url"])
    ingrid.open(address.removeprefix(desk.settings.base_url))
    ingrid.press("Check now")


def held_outside(sandbox: Sandbox) -> dict[str, object]:
    """Return what every partner holds and how it came to it, without numbers and times."""
    held = sandbox.world.holdings()
    return {
        "iso": sorted(
            [
                each["programId"],
                *each["participant"].values(),
                [moved["status"] for moved in each["statusHistory"]],
            ]
            for each in held["iso"]["registrations"]
        ),
        "connector": sorted(
            [
                each["email"],
                each["firstname"],
                each["lastname"],
                each["mobile"],
                # A save that changes nothing has no effect.
                [kind for kind, _ in groupby(was["userType"] for was in each["types"])],
            ]
            for each in held["connector"]["users"]
        ),
        "trainingportal": [
            [each["courseExternalId"], each["externalId"], each["availableSeats"], each["price"]]
            for each in held["trainingportal"]["classes"]
        ],
        "mail": [
            [each["to"], each["subject"], [file["filename"] for file in each["attachments"]]]
            for each in held["mail"]
        ],
        "stripe": [
            [each["amount"], each["currency"], each["payment_status"]]
            for each in held["stripe"]["checkout.session"]
        ],
    }
