"""The main job, end to end: found, registered, paid, confirmed, told to all, seen by staff."""

import re
from collections.abc import Callable

from icalendar import Calendar
from playwright.sync_api import expect

from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import STAFF, WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]
CLASS = "FA-LONDON-1"
KNEEL = "Can you kneel on the floor for a few minutes?"


def test_two_people_are_registered_paid_confirmed_and_told_of(
    product: Product, catalogue: Catalogue, window: Window, guest: MakeGuest
) -> None:
    ingrid, tomasz = guest("Ingrid Søndergård"), guest("Tomasz O'Neill")
    before = product.seats_at_trainingportal(CLASS)

    # Found by search, filled in for two, checked.
    class_page = (
        catalogue.open()
        .open_programs()
        .search("aid", place="London")
        .choose("First aid at work", "London")
    )
    price = re.search(r"£(\d+)", class_page.ticket.inner_text())
    assert price
    form = class_page.register()
    form.buyer(ingrid).choose(1, "Lunch", "Vegan").choose(1, KNEEL, "Yes")
    form.write(1, "What kind of workplace do you come from?", "A lighthouse")
    form.add(tomasz).choose(2, "Lunch", "No gluten").choose(2, KNEEL, "No")
    check = form.go_on()
    expect(check.answers("Your details")).to_contain_text(ingrid.email)
    expect(check.answers("Participant 1")).to_contain_text("A lighthouse")
    expect(check.answers("Participant 2")).to_contain_text(tomasz.name)
    expect(check.answers("Participant 2")).to_contain_text("No gluten")
    total = f"£{2 * int(price[1])}"
    expect(check.button).to_have_text(f"Pay {total} by card")

    # Paid on Stripe's page, and back.
    stripe = check.pay()
    expect(stripe.button).to_contain_text(f"{2 * int(price[1])}.00")
    order = stripe.pay().says("confirmed")
    kept = order.address
    expect(order.page.get_by_role("complementary", name="Your order")).to_contain_text(total)

    check_letters(product, ingrid, tomasz)
    check_partners(product, ingrid, tomasz, before=before)
    check_story(product, window, ingrid, tomasz)

    # The confirmation survives being kept: in another browser, days later.
    other = window()
    other.goto(kept)
    expect(other.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    with other.expect_download() as download:
        other.get_by_role("link", name="Add to your calendar").click()
    assert download.value.suggested_filename == f"{CLASS}.ics"


def check_letters(product: Product, ingrid: Guest, tomasz: Guest) -> None:
    """Both have the dates in a calendar file, the buyer the receipt and the way to the order."""
    wait_until(
        lambda: (
            product.letters_to(tomasz.email)
            and any("Confirmed" in letter["subject"] for letter in product.letters_to(ingrid.email))
        ),
        within=WITHIN,
        what="the letters",
    )
    for whose in (ingrid, tomasz):
        letter = product.letters_to(whose.email)[-1]
        calendar, *papers = letter["attachments"]
        assert len(papers) == (1 if whose is ingrid else 0), "the receipt is the buyer's"
        [event] = Calendar.from_ical(calendar["text"]).walk("VEVENT")
        assert event["SUMMARY"] == "First aid at work"
        assert "Wapping" in str(event["LOCATION"])
        assert whose.name.split()[0] in letter["text"]
    assert f"{product.url}/orders/" in product.letters_to(ingrid.email)[-1]["text"]


def check_partners(product: Product, ingrid: Guest, tomasz: Guest, *, before: int | None) -> None:
    """ISO, the Connector and Trainingportal each hold their effect."""
    emails = (ingrid.email, tomasz.email)

    def confirmed() -> bool:
        held = product.registrations_at_iso(*emails)
        return [each["status"] for each in held] == ["confirmed", "confirmed"]

    def members() -> bool:
        held = product.users_at_the_connector(*emails)
        return [each["userType"] for each in held] == ["MEMBER", "MEMBER"]

    wait_until(confirmed, within=WITHIN, what="ISO")
    wait_until(members, within=WITHIN, what="the Connector")
    wait_until(
        lambda: product.seats_at_trainingportal(CLASS) == 6, within=WITHIN, what="Trainingportal"
    )
    assert before in (None, 8)
    first, second = product.registrations_at_iso(*emails)
    assert first["participant"]["name"] == ingrid.name
    assert first["programId"] == CLASS
    assert [moved["status"] for moved in second["statusHistory"]] == ["pending", "confirmed"]
    user = product.users_at_the_connector(tomasz.email)[0]
    assert (user["firstname"], user["lastname"]) == ("Tomasz", "O'Neill")


def check_story(product: Product, window: Window, ingrid: Guest, tomasz: Guest) -> None:
    """Staff see all of it on one page, with every lamp green."""
    staff = StaffArea(window(), product.url).sign_in(STAFF, product.staff_password)
    expect(staff.find(ingrid.name)).to_have_count(1)
    story = staff.open_story(ingrid.email)
    expect(story.page.get_by_role("heading", level=1)).to_have_text(ingrid.name)
    for destination in ("iso", "connector", "trainingportal", "mail"):
        story.wait_for(destination, "in step")
    expect(story.lamp("connector")).to_contain_text("member")
    expect(story.part("Who")).to_contain_text("+47 40 61 23 45")
    expect(story.part("Answers")).to_contain_text("Vegan")
    expect(story.part("Order and money")).to_contain_text("paid")
    expect(story.part("Order and money").get_by_role("link", name=tomasz.name)).to_be_visible()
    for happened in ("confirmed", "ISO", "Connector", "Mail"):
        expect(story.part("What happened")).to_contain_text(happened)
