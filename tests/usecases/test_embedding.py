"""Sites of a program, and embedded forms of which one order comes each."""

from datetime import timedelta

import pytest

from app.domain.embedding import FormSentAlready, SiteRefused
from app.queries.catalogue.embedded import embeddable
from app.queries.embedded import sent_already
from app.store.database import Database
from app.usecases.change_sites import MOST_SITES, allow_site, forbid_site
from app.usecases.claim_embedded_form import claim_embedded_form
from app.usecases.forget_drafts import forget_drafts
from app.usecases.release_embedded_form import release_embedded_form
from tests.worlds import CLASS, NOW, Desk, add_class, register_once

SITE = "https://www.host.example"


def allow(sessions: Database, address: str, program: str = "FIRST-AID") -> str | None:
    return allow_site(sessions, program=program, address=address, by="ada@desk.example", now=NOW)


def sites(sessions: Database) -> tuple[str, ...]:
    found = embeddable(sessions, code=CLASS, now=NOW)
    assert found
    return found.sites


class TestSites:
    def test_a_site_is_let_in_once_and_out_again(self, sessions: Database) -> None:
        add_class(sessions)
        assert [allow(sessions, f"{SITE}/courses"), allow(sessions, SITE)] == [SITE, SITE]
        assert sites(sessions) == (SITE,)
        assert forbid_site(sessions, program="FIRST-AID", origin=SITE)
        assert not forbid_site(sessions, program="FIRST-AID", origin=SITE)
        assert sites(sessions) == ()

    def test_a_program_that_is_not_there_lets_nobody_in(self, sessions: Database) -> None:
        assert allow(sessions, SITE, program="NONE") is None
        assert not forbid_site(sessions, program="NONE", origin=SITE)

    def test_there_are_so_many_and_no_more(self, sessions: Database) -> None:
        add_class(sessions)
        for number in range(MOST_SITES):
            allow(sessions, f"https://{number}.example")
        with pytest.raises(SiteRefused, match="Remove one first"):
            allow(sessions, SITE)


class TestForms:
    def claim(self, desk: Desk, draft: str, key: str = "form-1") -> None:
        claim_embedded_form(
            desk.sessions, form_key=key, draft_token=draft, site=SITE, back="", now=desk.now
        )

    @pytest.fixture
    def desk(self, sessions: Database) -> Desk:
        """Return a desk with a class."""
        add_class(sessions)
        return Desk(sessions)

    def test_a_form_is_one_drafts_while_its_order_is_made(self, desk: Desk) -> None:
        self.claim(desk, "draft-1")
        self.claim(desk, "draft-1")
        with pytest.raises(FormSentAlready, match="sent already"):
            self.claim(desk, "draft-2")
        self.claim(desk, "draft-2", key="form-2")

    def test_once_an_order_came_of_it_it_is_never_anothers(self, desk: Desk) -> None:
        self.claim(desk, "draft-1")
        assert not sent_already(desk.sessions, "form-1")
        register_once(desk, token="draft-1")
        assert sent_already(desk.sessions, "form-1")
        release_embedded_form(desk.sessions, form_key="form-1", draft_token="draft-1")
        desk.later(days=2)
        forget_drafts(desk.sessions, now=desk.now)
        with pytest.raises(FormSentAlready):
            self.claim(desk, "draft-2")

    def test_one_that_was_refused_may_be_changed_and_sent(self, desk: Desk) -> None:
        self.claim(desk, "draft-1")
        release_embedded_form(desk.sessions, form_key="form-1", draft_token="draft-2")
        with pytest.raises(FormSentAlready):
            self.claim(desk, "draft-2")
        release_embedded_form(desk.sessions, form_key="form-1", draft_token="draft-1")
        self.claim(desk, "draft-2")

    def test_one_whose_process_was_killed_is_free_after_a_minute(self, desk: Desk) -> None:
        self.claim(desk, "draft-1")
        desk.now += timedelta(minutes=1, seconds=1)
        self.claim(desk, "draft-2")

    def test_one_of_which_nothing_came_is_forgotten_within_a_day(self, desk: Desk) -> None:
        self.claim(desk, "draft-1")
        desk.later(hours=25)
        forget_drafts(desk.sessions, now=desk.now)
        with desk.sessions.engine.connect() as connection:  # type: ignore[attr-defined]  # a real one
            left = connection.exec_driver_sql("SELECT count(*) FROM embedded_order").scalar_one()
        assert left == 0
