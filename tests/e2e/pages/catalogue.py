"""The way in, the list of programs, a program, a class."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages.registering import Form


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The public pages up to the form."""

    page: Page
    site: str

    def open(self) -> "Catalogue":
        """Go to the way in."""
        self.page.goto(self.site)
        return self

    def open_programs(self) -> "Catalogue":
        """Go to the list by the site's menu."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Programs and courses")
        return self

    def search(self, words: str, *, place: str = "") -> "Catalogue":
        """Look for words on the list, at a place or anywhere."""
        finder = self.page.get_by_role("search")
        finder.get_by_label("Title, subject, place or code").fill(words)
        if place:
            finder.get_by_label("Place", exact=True).select_option(label=place)
        finder.get_by_role("button", name="Show results").click()
        expect(self.page.get_by_role("link", name=f"Do without: “{words}”")).to_be_visible()
        return self

    def classes_of(self, title: str) -> Locator:
        """Return the lines of a program's classes in the list."""
        card = self.page.get_by_role("article").filter(
            has=self.page.get_by_role("heading", name=title)
        )
        return card.get_by_role("listitem")

    def choose(self, title: str, place: str) -> "ClassPage":
        """Follow the first line of a program's classes at a place."""
        self.classes_of(title).filter(has_text=place).first.get_by_role("link").click()
        return ClassPage(self.page, self.site).arrived()

    def open_class(self, code: str) -> "ClassPage":
        """Go to a class by its address, as from a link in a mail."""
        self.page.goto(f"{self.site}/classes/{code}")
        return ClassPage(self.page, self.site).arrived()


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class."""

    page: Page
    site: str

    def arrived(self) -> "ClassPage":
        """Wait until the class is shown."""
        expect(self.ticket).to_be_visible()
        return self

    @property
    def ticket(self) -> Locator:
        """Return the box with the price, the free places and the button."""
        return self.page.get_by_role("complementary", name="Registering")

    def register(self) -> Form:
        """Press the button that leads to the form."""
        self.ticket.get_by_role("link", name="Register").click()
        return Form(self.page).arrived()

    def join(self) -> Form:
        """Press the button that leads to the waiting list's form."""
        self.ticket.get_by_role("link", name="Join the waiting list").click()
        return Form(self.page).arrived()
