"""Claims about the Connector's XML."""

import pytest
from lxml import etree

from app.domain.contract import Unreachable
from app.partners.connector.document import read, write
from tests.fakes.events import event
from tests.fakes.wire import Conversation, Wire
from tests.partners.built import built
from tests.partners.connector_world import FROM_OPEN_DAY, HELD, SAVED


def test_C3_what_is_written_is_well_formed_whatever_the_texts_are() -> None:
    texts = {"firstname": "A<&>\"'", "lastname": "\x00\x0b\ud800\ufffe\uffffØ\U0001f600\t"}
    body = write("user", {"userInfo": texts})
    (block,) = etree.fromstring(body)
    assert [each.text for each in block] == ["A<&>\"'", "Ø\U0001f600\t"]


def test_C14_elements_are_spelt_as_the_hub_spells_them() -> None:
    with Wire(SAVED) as wire:
        built(wire.url).connector.tell(event(HELD, registration=FROM_OPEN_DAY), key="key-1")
    names = [[e.tag for e in etree.fromstring(heard.body).iter()] for heard in wire.heard]
    identity = ["providerInfo", "identifier", "clientID", "clubID", "recordID"]
    assert names[0] == ["leadSource", *identity, "leadInfo", "name", "active"]
    assert names[1] == [
        *("user", *identity, "userInfo", "firstname", "lastname", "userStatus", "userType"),
        *("mobile", "email", "leadInfo", "leadSource"),
    ]


BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 110)
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no XML",
        b"<a>",
        b"\xff\xfe<a/>",
        b"<a/><b/>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        BOMB + b"]><r>&m;</r>",
        b"<a>" * 5000,
    ],
)
def test_xml_that_is_broken_or_brings_a_document_type_is_not_read(body: bytes) -> None:
    assert read(body) is None


def test_the_first_element_of_a_name_counts_and_comments_do_not() -> None:
    body = b"<x:r xmlns:x='u'><!-- c --><?p i?><x:a> 1 </x:a><b><a>2</a></b><c/></x:r>"
    assert read(body) == ("r", {"a": "1", "b": "", "c": ""})


def bomb(conversation: Conversation) -> None:
    """Answer with an entity bomb."""
    conversation.answer("200 OK", BOMB + b"]><response><uuid>&m;</uuid></response>")


def test_an_xml_bomb_is_an_answer_that_cannot_be_used() -> None:
    with Wire(bomb) as wire:
        outcome = built(wire.url).connector.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Unreachable)
