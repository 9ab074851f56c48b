"""A program's own questions in a real browser: shown and hidden as they are answered, or without.

The browser's conditions are held against the server's on many cases at once.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from app.domain.event import Answer
from app.domain.form.condition import AllOf, AnyOf, Compare, Condition, How, holds
from app.domain.form.document import condition_document
from tests.accessible import assert_good_at
from tests.web.test_registering_browser import FORM, WIDTHS, fill_in
from tests.web.test_registering_questions import RICH
from tests.worlds import Desk, add_class, states

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
KEYS = st.sampled_from(("a", "b", "constructor"))
TEXTS = st.one_of(
    st.sampled_from(("", "yes", "no", "2", "2.0", "-0", "0.00001", "1990-05-17", "09:30", "1e3")),
    st.sampled_from(("\uffee", "\U0001f600", "\U0001f600a", "9" * 13, "9" * 14, "-1.5", "٣")),
    st.text(max_size=3),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=10**12).map(str),
)
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1000, 1000).filter(lambda each: not each.is_integer()),
)
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.none(), st.booleans(), NUMBERS, TEXTS, st.lists(TEXTS, max_size=3)
)
COMPARE = st.builds(Compare, KEYS, st.sampled_from(How), st.lists(TEXTS, max_size=3).map(tuple))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    COMPARE,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
IN_THE_BROWSER = """async ([address, cases]) => {
    const { holds } = await import(address);
    return cases.map(([condition, answers]) => holds(condition, new Map(Object.entries(answers))));
}"""


# What JavaScript does otherwise by itself: halves of pairs, short numbers, what every object has.
TRAPS: tuple[tuple[How, str, Answer], ...] = (
    (How.BEFORE, "\U0001f600", "\uffee"),
    (How.AFTER, "\U0001f600", "\uffee"),
    (How.EQUALS, "0.00000015", 0.00000015),
    (How.EQUALS, "0.00001", 0.00001),
    (How.MORE_THAN, "9007199254740.9920", "9007199254740.9921"),
    (How.EQUALS, "-0", 0),
    (How.EQUALS, "2.0", 2),
    (How.MORE_THAN, "", "1"),
    (How.EQUALS, "\u0663", "3"),
    (How.EQUALS, "2\n", "2"),
)


def test_server_and_browser_agree_on_every_condition(desk: Desk, site: str, page: Page) -> None:
    cases: list[tuple[dict[str, Any] | None, dict[str, Answer]]] = []
    wanted: list[bool] = []

    @settings(max_examples=400, database=None, deadline=None)
    @given(CONDITIONS, st.dictionaries(KEYS, ANSWERS, max_size=3))
    def gather(condition: Condition, answers: dict[str, Answer]) -> None:
        cases.append((condition_document(condition), answers))
        wanted.append(holds(condition, answers))

    gather()
    for how, value, answer in TRAPS:
        trap = Compare("a", how, (value,))
        cases.append((condition_document(trap), {"a": answer}))
        wanted.append(holds(trap, {"a": answer}))
    assert {True, False} <= set(wanted)
    add_class(desk.sessions, questions=RICH)
    page.goto(site + FORM)
    address = page.locator("script[type=module]").get_attribute("src")
    found = page.evaluate(IN_THE_BROWSER, [address, cases])
    differ = [case for case, one, other in zip(cases, wanted, found, strict=True) if one != other]
    assert differ == []


def test_questions_come_and_go_as_they_are_answered(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions, prices=(), questions=RICH)
    page.goto(site + FORM)
    fill_in(page)
    which, cook, stop = (
        page.get_by_label(each) for each in ("Which diet?", "Who cooks it?", "Which stop?")
    )
    for each in (which, cook, stop):
        expect(each).to_be_hidden()
    page.get_by_label("Other", exact=True).check()
    which.fill("Kosher")
    cook.fill("My sister")
    page.get_by_label("All", exact=True).check()
    for each in (which, cook):
        expect(each).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    stop.fill("Quay")
    page.get_by_label("Whom do we call?").fill("22 12 34 56")
    page.get_by_label("I keep to the rules.").check()
    assert_good_at(page, *WIDTHS)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("Kosher")).to_have_count(0)
    assert_good_at(page, *WIDTHS)
    page.go_back()
    expect(stop).to_be_visible()
    expect(which).to_be_hidden()


def test_without_scripts_questions_come_page_by_page(
    desk: Desk, site: str, browser: Browser
) -> None:
    add_class(desk.sessions, prices=(), questions=RICH)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + FORM)
        fill_in(page)
        expect(page.get_by_label("Which diet?")).to_be_hidden()
        page.get_by_label("Other", exact=True).check()
        page.get_by_label("I keep to the rules.").check()
        button = page.get_by_role("button", name="Continue")
        button.click()
        expect(page.get_by_role("status")).to_contain_text("Your answers bring 1 more question")
        page.get_by_label("Which diet?").fill("Kosher")
        button.click()
        page.get_by_label("Who cooks it?").fill("My sister")
        button.click()
        page.get_by_role("button", name="Confirm registration").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    assert states(desk.sessions) == ["confirmed"]


def test_what_is_new_has_the_focus_with_scripts_too(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions, prices=(), questions=RICH)
    page.route("**/conditions*.js", lambda route: route.abort())
    page.goto(site + FORM)
    fill_in(page)
    page.get_by_label("Other", exact=True).check()
    page.get_by_label("I keep to the rules.").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("status")).to_be_focused()
    assert_good_at(page, *WIDTHS)
