"""What can be shown inside another site, and what staff see of it."""

from app.domain.course_class import ClassState
from app.domain.embedding import EmbedKind
from app.queries.catalogue.embedded import Embeddable, embeddable
from app.queries.order.page import order_page
from app.queries.staff.embedding import embed_desk
from app.store.database import Database
from app.usecases.change_sites import allow_site, forbid_site
from app.usecases.claim_embedded_form import claim_embedded_form
from tests.catalogue_world import add_class as add_other
from tests.catalogue_world import add_program
from tests.watching import recording
from tests.worlds import CLASS, NOW, Desk, add_class, register_once

SITE, OTHER = "https://www.host.example", "https://other.example"


def allow(sessions: Database, program: str, *sites: str) -> None:
    for site in sites:
        allow_site(sessions, program=program, address=site, by="ada@desk.example", now=NOW)


def found(sessions: Database, code: str, **asked: str) -> Embeddable:
    """Return what is there under the code, in five statements at most."""
    with recording() as recorder:
        shown = embeddable(sessions, code=code, now=NOW, **asked)  # type: ignore[arg-type]  # texts
    assert shown
    assert len(recorder.statements) <= 5
    return shown


def codes(shown: Embeddable) -> list[str]:
    return [each.line.code for each in shown.classes]


def build(sessions: Database) -> None:
    """Keep two programs, of which the second has a class at the first one's venue."""
    add_class(sessions)
    add_class(sessions, "FA-OFF", state=ClassState.CANCELLED)
    add_program(sessions, "SAILING", title="Sailing")
    add_other(sessions, "SA-1", program="SAILING", city="Quay")
    allow(sessions, "FIRST-AID", SITE, OTHER)
    allow(sessions, "SAILING", OTHER)


def test_a_code_is_a_class_a_program_or_a_venue(sessions: Database) -> None:
    build(sessions)
    kinds = {code: found(sessions, code).kind for code in (CLASS, "FIRST-AID", "quay")}
    assert kinds == {
        CLASS: EmbedKind.CLASS,
        "FIRST-AID": EmbedKind.PROGRAM,
        "quay": EmbedKind.VENUE,
    }
    assert embeddable(sessions, code="NOTHING", now=NOW) is None
    assert embeddable(sessions, code=CLASS, kind=EmbedKind.VENUE, now=NOW) is None


def test_a_program_has_its_own_sites_and_the_classes_one_can_still_come_to(
    sessions: Database,
) -> None:
    build(sessions)
    shown = found(sessions, "FIRST-AID")
    assert (shown.sites, codes(shown)) == ((OTHER, SITE), [CLASS])


def test_a_venue_has_all_sites_of_its_programs_and_each_site_its_own_classes(
    sessions: Database,
) -> None:
    build(sessions)
    assert found(sessions, "quay").sites == (OTHER, SITE)
    assert codes(found(sessions, "quay", site=SITE)) == [CLASS]
    assert sorted(codes(found(sessions, "quay", site=OTHER))) == [CLASS, "SA-1"]
    assert {each.program for each in found(sessions, "quay").classes} == {"First aid", "Sailing"}


def test_staff_see_sites_with_who_let_them_in_and_what_can_be_embedded(
    sessions: Database,
) -> None:
    build(sessions)
    desk = embed_desk(sessions, "FIRST-AID", now=NOW)
    assert desk
    assert desk.origins == (OTHER, SITE)
    assert {site.by for site in desk.sites} == {"ada@desk.example"}
    assert [choice.value for choice in desk.choices] == [
        "program:FIRST-AID",
        f"class:{CLASS}",
        "venue:quay",
    ]
    assert desk.chosen(f"class:{CLASS}").code == CLASS
    assert desk.chosen("class:NOTHING").kind is EmbedKind.PROGRAM
    assert embed_desk(sessions, "NOTHING", now=NOW) is None


def test_an_order_leads_back_to_the_site_it_came_by_while_that_is_allowed(
    sessions: Database,
) -> None:
    add_class(sessions)
    allow(sessions, "FIRST-AID", SITE)
    back = f"{SITE}/thanks"
    for key in ("form-1", "form-2"):
        claim_embedded_form(
            sessions, form_key=key, draft_token="draft-1", site=SITE, back=back, now=NOW
        )
    reference = register_once(Desk(sessions)).reference

    def leads_to() -> str:
        page = order_page(sessions, reference=reference, now=NOW)
        assert page
        return page.back_to_site

    assert leads_to() == back
    forbid_site(sessions, program="FIRST-AID", origin=SITE)
    assert leads_to() == ""
