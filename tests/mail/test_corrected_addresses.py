"""Claims about the letters to an address that was corrected: what is new, what opens the order."""

import pytest

from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.sandbox.server import Sandbox
from tests.mail.letters import inbox, link
from tests.mail.telling import ADDRESS, YOUR_ADDRESS, entries, letter, says, says_not, tell


def test_the_buyer_reads_that_it_was_corrected_and_has_the_link_that_opens(
    sandbox: Sandbox,
) -> None:
    came = letter(sandbox, ADDRESS)
    assert came.to == ["per@example.org"]
    assert str(came.message["Subject"]).startswith("We write to you here from now on: ")
    says(
        came,
        "Your e-mail address in this registration was corrected",
        "This link takes the place of those in earlier mails",
    )
    assert link("CD-23456-789AB") in came.part("plain")
    assert link("CD-23456-789AB") in came.part("html")
    assert entries(came), "the dates, which the address before had"


def test_who_takes_part_reads_it_without_the_order(sandbox: Sandbox) -> None:
    came = letter(sandbox, YOUR_ADDRESS)
    assert came.to == ["ingrid@example.org"]
    says(came, "Somebody registered you for this class, and your e-mail address was corrected")
    says_not(came, "CD-23456", "Per Vik")
    assert entries(came)


@pytest.mark.parametrize("kind", [ADDRESS, YOUR_ADDRESS])
def test_whose_place_is_not_confirmed_has_no_dates_to_keep(
    sandbox: Sandbox, kind: EventKind
) -> None:
    came = letter(sandbox, kind, registration={"state": RegistrationState.HELD})
    assert came.calendar is None


def test_who_gave_the_place_up_hears_of_it_as_a_buyer_alone(sandbox: Sandbox) -> None:
    gone = {"state": RegistrationState.CANCELLED}
    outcome = tell(sandbox, YOUR_ADDRESS, registration=gone)
    assert outcome.words == "the place was given back meanwhile"
    assert inbox(sandbox) == []
    assert letter(sandbox, ADDRESS, registration=gone).to == ["per@example.org"]


@pytest.mark.parametrize("turn", [0, 1])
def test_a_letter_has_the_link_that_was_read_with_its_address(sandbox: Sandbox, turn: int) -> None:
    html = letter(sandbox, ADDRESS, order={"link_turn": turn}).part("html")
    opens = [f'href="{link("CD-23456-789AB", turn=each)}"' in html for each in (0, 1)]
    assert opens == [turn == 0, turn == 1]
