"""A partner that is down, or whose answers are lost: nobody who registers notices, staff see it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]
FREE = "SD-ONLINE-2"


def register(catalogue: Catalogue, guest: Guest) -> None:
    """Register for a free class."""
    catalogue.open_class(FREE).register().buyer(guest).go_on().confirm()


def test_a_partner_that_is_down_is_tried_again_until_it_is_mended(
    mended: Product, catalogue: Catalogue, staff: StaffArea, guest: MakeGuest
) -> None:
    marta = guest("Marta Kowalska")
    mended.turn("connector", mode="down")
    register(catalogue, marta)
    story = staff.open_story(marta.email)
    card = story.wait_for("connector", "trying again")
    expect(card).to_contain_text("Next try")
    story.wait_for("iso", "in step")
    assert mended.users_at_the_connector(marta.email) == []

    mended.mend()
    expect(story.wait_for("connector", "in step")).to_contain_text("member")
    [user] = mended.users_at_the_connector(marta.email)
    assert user["userType"] == "MEMBER"


def test_what_may_have_arrived_is_unknown_until_staff_try_again(
    mended: Product, catalogue: Catalogue, staff: StaffArea, guest: MakeGuest
) -> None:
    nils = guest("Nils Bakke")
    mended.turn("iso", mode="lost", call="/registrations")
    register(catalogue, nils)
    story = staff.open_story(nils.email)
    card = story.wait_for("iso", "unknown")
    expect(card.get_by_role("button", name="Try again")).to_be_visible()
    [there] = mended.registrations_at_iso(nils.email)

    mended.mend()
    story.try_again("iso")
    expect(story.wait_for("iso", "in step")).to_contain_text("confirmed")
    [now] = mended.registrations_at_iso(nils.email)
    assert now["id"] == there["id"], "it was made once"
    assert now["status"] == "confirmed"


def test_a_refusal_is_kept_in_their_words_and_mended_from_the_list(
    mended: Product, catalogue: Catalogue, staff: StaffArea, guest: MakeGuest
) -> None:
    aisha = guest("Aisha Rahman")
    mended.turn("iso", strict_programs=True)
    register(catalogue, aisha)
    story = staff.open_story(aisha.email)
    card = story.wait_for("iso", "refused")
    expect(card).to_contain_text("Program not found")
    address = story.page.url

    mended.turn("iso", strict_programs=False)
    staff.try_all_again(address.rpartition("/")[2])
    staff.page.goto(address)
    story.wait_for("iso", "in step")
    wait_until(
        lambda: [r["status"] for r in mended.registrations_at_iso(aisha.email)] == ["confirmed"],
        within=WITHIN,
        what="ISO",
    )


def test_letters_wait_for_a_mail_server_that_is_down(
    mended: Product, catalogue: Catalogue, staff: StaffArea, guest: MakeGuest
) -> None:
    rui = guest("Rui Antunes")
    mended.turn("mail", mode="down")
    register(catalogue, rui)
    story = staff.open_story(rui.email)
    expect(story.wait_for("mail", "trying again")).to_contain_text("Next try")
    mended.mend()
    story.wait_for("mail", "in step")
    assert len(mended.letters_to(rui.email)) == 1
