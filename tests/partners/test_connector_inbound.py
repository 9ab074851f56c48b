"""Claims about people that the Connector sends us (connector.md 8 and 14)."""

from datetime import UTC, datetime

import pytest

from tests.partners.connector_desk import (
    AMARA,
    Caller,
    add_member,
    add_source,
    answer,
    document,
    kept_calls,
    people,
)
from tests.worlds import ANA, Desk, register_once


@pytest.fixture
def hub(desk: Desk) -> Caller:
    """Give the Connector's adapter as the desk's caller."""
    return Caller(desk)


def test_check_5_connector_a_save_returns_our_id_and_a_repeat_the_same(
    desk: Desk, hub: Caller
) -> None:
    first, again = hub.save(userInfo=AMARA), hub.save(userInfo=AMARA)
    (kept,) = people(desk)
    assert (first.status_code, again.status_code) == (201, 200)
    assert answer(first) == {"uuid": kept.code, "recordID": kept.code, "level": "INFO"}
    assert answer(again) == answer(first)
    assert (kept.name, kept.email, kept.phone) == (
        "Amara Okoye",
        "amara@example.org",
        "604-555-0142",
    )
    assert (kept.came_from, kept.member_since, kept.match_phone) == (
        "connector",
        None,
        "6045550142",
    )
    assert kept.details["birth_date"] == "1988-11-02"


def test_check_5_connector_holds_for_somebody_without_address_and_number(
    desk: Desk, hub: Caller
) -> None:
    bare = {name: AMARA[name] for name in ("firstname", "lastname", "userStatus", "userType")}
    first, again = hub.save(userInfo=bare), hub.save(userInfo=bare)
    other = hub.save(userInfo={**bare, "city": "Lagos"})
    assert answer(first)["uuid"] == answer(again)["uuid"] != answer(other)["uuid"]
    assert len(people(desk)) == 2


def test_check_4_connector_leads_without_owner_or_source_are_stored_C10(
    desk: Desk, hub: Caller
) -> None:
    assert hub.save(userInfo=AMARA).status_code == 201
    leo = {**AMARA, "firstname": "Leo", "email": "leo@example.org"}
    assert hub.save(userInfo=leo, leadInfo={}).status_code == 201
    assert [(each.lead_source_id, each.owner_id) for each in people(desk)] == [(None, None)] * 2


@pytest.mark.parametrize("source", ["open-day", "Open Day", "OPEN DAY", " open  day "])
@pytest.mark.parametrize("owner", ["staff-{0}", "{0}", "kim@example.org", "KIM@example.org"])
def test_C7_C8_C9_source_and_owner_are_found_by_our_id_or_by_name_and_address(
    desk: Desk, hub: Caller, source: str, owner: str
) -> None:
    source_id, owner_id = add_source(desk), add_member(desk)
    lead = {"leadSource": source, "ownerID": owner.format(owner_id)}
    assert answer(hub.save(userInfo=AMARA, leadInfo=lead))["level"] == "INFO"
    (kept,) = people(desk)
    assert (kept.lead_source_id, kept.owner_id) == (source_id, owner_id)


def test_C10_a_source_or_owner_unknown_here_leaves_the_lead_without_and_warns(
    desk: Desk, hub: Caller
) -> None:
    add_member(desk, "gone@example.org", active=False)
    lead = {"leadSource": "Radio", "ownerID": "gone@example.org"}
    response = hub.save(userInfo=AMARA, leadInfo=lead)
    (kept,) = people(desk)
    assert response.status_code == 201
    assert (kept.lead_source_id, kept.owner_id) == (None, None)
    assert answer(response)["level"] == "WARNING"
    assert b"leadSource is not known here" in response.data
    assert b"ownerID is not known here" in response.data


def test_S5_a_member_stays_one_and_a_prospect_becomes_one(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo=AMARA)
    hub.save(userInfo={**AMARA, "userType": "MEMBER"})
    assert people(desk)[0].member_since == desk.now
    hub.save(userInfo=AMARA)
    assert people(desk)[0].member_since is not None


def test_S13_somebody_who_registered_is_the_same_person_by_name_and_address(
    desk: Desk, hub: Caller
) -> None:
    register_once(desk)
    first, last = ANA.name.upper().split()
    ana = {**AMARA, "firstname": first, "lastname": last, "email": ANA.email.upper()}
    assert hub.save(userInfo=ana).status_code == 200
    assert len(people(desk)) == 1


def test_S13_or_by_name_and_digits_of_the_mobile_number(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo={**AMARA, "email": "", "mobile": "(604) 555-0142"})
    assert hub.save(userInfo=AMARA).status_code == 200
    (kept,) = people(desk)
    assert (kept.email, kept.phone) == ("amara@example.org", "604-555-0142")


def test_S13_several_hits_make_a_new_record_that_somebody_should_look_at(
    desk: Desk, hub: Caller
) -> None:
    for number in ("1", "2"):
        contact = {**AMARA, "email": f"amara{number}@example.org", "mobile": number}
        record = answer(hub.save(userInfo=contact))["uuid"]
        hub.save(f"/people/{record}", method="PUT", userInfo={**contact, "mobile": "555"})
    third = hub.save(userInfo={**AMARA, "email": "amara3@example.org", "mobile": "555"})
    assert third.status_code == 201
    assert [each.review for each in people(desk)] == [
        "",
        "",
        "Several people here have this name and this telephone number",
    ]


def test_C17_the_hubs_own_id_finds_the_record_again_though_everything_else_changed(
    desk: Desk, hub: Caller
) -> None:
    hub.save(userInfo={**AMARA, "connectorUUID": "u-1"})
    other = {**AMARA, "firstname": "Ama", "email": "ama@example.org", "mobile": "1"}
    assert hub.save(userInfo={**other, "connectorUUID": "u-1"}).status_code == 200
    (kept,) = people(desk)
    assert (kept.name, kept.email) == ("Ama Okoye", "ama@example.org")


def test_a_record_id_of_another_system_finds_the_record_again(desk: Desk, hub: Caller) -> None:
    theirs = {"identifier": "INTOUCH", "clientID": "c", "clubID": "v", "recordID": "77"}
    hub.save(providerInfo=theirs, userInfo=AMARA)
    changed = {**AMARA, "email": "new@example.org", "mobile": ""}
    assert hub.save(providerInfo=theirs, userInfo=changed).status_code == 200
    assert [each.email for each in people(desk)] == ["new@example.org"]


def test_our_own_record_id_names_our_record(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo=AMARA)
    (kept,) = people(desk)
    ours = {"identifier": "COURSEDESK", "recordID": kept.code}
    hub.save(providerInfo=ours, userInfo={**AMARA, "email": "n@example.org", "mobile": "5"})
    hub.save(
        f"/people/{kept.code}", method="PUT", userInfo={**AMARA, "lastname": "Bell", "city": "Oslo"}
    )
    (kept,) = people(desk)
    assert (kept.name, kept.email, kept.details["city"]) == (
        "Amara Bell",
        "amara@example.org",
        "Oslo",
    )


def test_a_record_id_that_is_nobodys_is_not_there(desk: Desk, hub: Caller) -> None:
    response = hub.save("/people/P-NOBODY", method="PUT", userInfo=AMARA)
    assert (response.status_code, answer(response)["reason"]) == (404, "VALIDATION")
    assert people(desk) == []
    assert kept_calls(desk) == []


def test_S7_what_is_not_said_stays_and_what_is_empty_is_cleared(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo={**AMARA, "city": "Lagos", "zipcode": "1001"})
    hub.save(userInfo={**AMARA, "zipcode": ""})
    (kept,) = people(desk)
    assert (kept.details["city"], kept.details["postal_code"]) == ("Lagos", "")


def test_C18_an_echo_of_our_own_change_does_nothing(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo={**AMARA, "modifiedDate": "2031-01-01T10:00:00.000Z"})
    echo = {"modifiedBy": "COURSEDESK", "modifiedDate": "2031-01-03T08:00:00.000Z"}
    assert hub.save(userInfo={**AMARA, **echo}).status_code == 200
    assert people(desk)[0].changed_at == datetime(2031, 1, 1, 10, tzinfo=UTC)


def test_S11_the_newest_change_wins_and_an_older_one_is_said_to_be_older(
    desk: Desk, hub: Caller
) -> None:
    hub.save(userInfo={**AMARA, "city": "New", "modifiedDate": "2031-01-03T08:00:00.000Z"})
    late = {**AMARA, "city": "Old", "modifiedDate": "2031-01-01T08:00:00.000Z"}
    assert b"a newer change is known here" in hub.save(userInfo=late).data
    assert people(desk)[0].details["city"] == "New"


def test_S11_a_change_to_come_makes_no_true_one_old(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo={**AMARA, "city": "Never", "modifiedDate": "9999-01-01T00:00:00.000Z"})
    desk.later(minutes=5)
    later = {**AMARA, "city": "Bergen", "modifiedDate": desk.now.isoformat()}
    assert b"newer" not in hub.save(userInfo=later).data
    assert people(desk)[0].details["city"] == "Bergen"


@pytest.mark.parametrize("moment", ["", "yesterday", "0001-01-01T00:00:00+14:00", "2031-02-01"])
def test_S15_a_time_that_is_none_or_has_no_zone_is_no_trouble(hub: Caller, moment: str) -> None:
    assert hub.save(userInfo={**AMARA, "modifiedDate": moment}).status_code == 201


def test_two_records_that_become_alike_are_both_kept_and_looked_at(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo=AMARA)
    hub.save(userInfo={**AMARA, "firstname": "Ama", "connectorUUID": "u-2"})
    assert hub.save(userInfo={**AMARA, "connectorUUID": "u-2"}).status_code == 200
    first, second = people(desk)
    assert (first.name, second.name) == ("Amara Okoye", "Amara Okoye")
    assert second.review.startswith("Another record here")
    assert hub.save(userInfo={**AMARA, "connectorUUID": "u-2", "city": "X"}).status_code == 200


def test_promise_4_a_call_is_recorded_with_its_effect(desk: Desk, hub: Caller) -> None:
    hub.save(userInfo=AMARA)
    (call,) = kept_calls(desk)
    (kept,) = people(desk)
    assert (call.source, call.kind, call.gateway_id) == ("connector", "person", kept.code)
    assert call.handled_at == desk.now
    assert call.body == document("user", {"userInfo": AMARA})


@pytest.mark.parametrize(
    ("changed", "warning"),
    [
        ({"email": "not an address"}, "email is no e-mail address"),
        ({"birthdate": "2.11.1988"}, "birthdate is not yyyy-mm-dd"),
        ({"gender": "X"}, "gender is neither M nor F"),
        ({"country": "Canada"}, "country is not a two-letter ISO code"),
        ({"mobile": "1" * 33}, "mobile is longer than 32 characters"),
        ({"city": "x" * 201}, "city is longer than 200 characters"),
    ],
)
def test_C22_what_is_unusable_is_left_out_and_warned_of(
    desk: Desk, hub: Caller, changed: dict[str, str], warning: str
) -> None:
    response = hub.save(userInfo={**AMARA, **changed})
    assert response.status_code == 201
    assert f"{warning} and was left out" in response.get_data(as_text=True)
    (kept,) = people(desk)
    assert next(iter(changed.values())) not in (kept.email, kept.phone, *kept.details.values())
