"""The staff area: signing in, finding a registration, its whole story."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

NAMES = {
    "iso": "ISO",
    "connector": "Connector",
    "trainingportal": "Trainingportal",
    "mail": "Mail",
}
# How often a story is looked at again, and after how many milliseconds.
LOOKS = 150
EVERY = 200


@dataclass(frozen=True, slots=True)
class StaffArea:
    """What a member of staff sees."""

    page: Page
    site: str

    def open(self) -> "StaffArea":
        """Go to the overview, signed in already."""
        self.page.goto(f"{self.site}/staff/")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Overview")
        return self

    def sign_in(self, email: str, password: str) -> "StaffArea":
        """Sign in."""
        self.page.goto(f"{self.site}/staff/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Overview")
        return self

    def go_to(self, name: str) -> "StaffArea":
        """Follow the menu."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return self

    def open_password(self) -> "StaffArea":
        """Follow the link to where the password is changed."""
        self.page.get_by_role("link", name="Change password").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Change password")
        return self

    def find(self, words: str) -> Locator:
        """Search the registrations and return the lines found."""
        self.go_to("Registrations")
        self.page.get_by_label("Name, email address or reference").fill(words)
        self.page.get_by_role("button", name="Search").click()
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()
        return self.page.get_by_role("table").get_by_role("row").filter(has_text="@")

    def open_story(self, email: str) -> "Story":
        """Open the one registration of an address."""
        self.find(email).get_by_role("link").first.click()
        return Story(self.page).arrived()

    def try_all_again(self, reference: str) -> None:
        """Press the button on every line of a registration in the list of deliveries."""
        self.go_to("Deliveries")
        self.page.wait_for_load_state()
        lines = self.page.get_by_role("row").filter(has_text=reference)
        buttons = lines.get_by_role("button", name="Try again")
        # The oldest first, which is the last one: after a newer one it would not be told any more.
        for _ in range(buttons.count()):
            # The list comes again with nothing that it did not say before.
            with self.page.expect_event("load"):
                buttons.last.click()


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one registration on one page."""

    page: Page

    def arrived(self) -> "Story":
        """Wait until it is shown."""
        expect(self.page.get_by_role("region", name="Who knows of it")).to_be_visible()
        return self

    def lamp(self, destination: str) -> Locator:
        """Return the card of one destination."""
        lamps = self.page.get_by_role("region", name="Who knows of it").get_by_role("listitem")
        name = self.page.get_by_role("heading", name=NAMES[destination])
        return lamps.filter(has=name)

    def part(self, name: str) -> Locator:
        """Return one part of the page by its heading."""
        return self.page.get_by_role("region", name=name, exact=True)

    def wait_for(self, destination: str, words: str) -> Locator:
        """Look again until a lamp says the words, and return its card."""
        card = self.lamp(destination)
        expect(card).to_be_visible()
        for _ in range(LOOKS):
            if words in card.inner_text():
                return card
            self.page.wait_for_timeout(EVERY)
            self.page.reload()
        raise AssertionError(f"{destination} does not say {words!r} but {card.inner_text()!r}")

    def try_again(self, destination: str) -> None:
        """Press the button that has it told again."""
        self.lamp(destination).get_by_role("button", name="Try again").click()
        expect(self.page.get_by_role("status").first).to_be_visible()
