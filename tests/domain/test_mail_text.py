"""What staff may write into a letter, and what is made of it."""

import pytest

from app.domain.event import EventKind
from app.domain.mail_text import (
    LETTERS,
    LIMITS,
    MEANINGS,
    OURS,
    TO_PARTICIPANTS,
    MailText,
    MailTextMistaken,
    NothingFits,
    Part,
    Placeholder,
    check_mail_text,
    filled_in,
    paragraphs_of,
    placeholders_of,
    read_mail_text,
)

HELD, COMPLETED = EventKind.ORDER_HELD, EventKind.REGISTRATION_COMPLETED
PLACE = EventKind.REGISTRATION_CONFIRMED
FACTS = {"name": "Ada {site} <b>", "program": "First aid", "site": "Desk", "class": "FA-1"}


def mistakes(kind: EventKind, **parts: str) -> dict[Part, str]:
    with pytest.raises(MailTextMistaken) as mistaken:
        check_mail_text(kind, read_mail_text(parts))
    return dict(mistaken.value.mistakes)


class TestWhatFits:
    @pytest.mark.parametrize("kind", LETTERS)
    @pytest.mark.parametrize("part", Part)
    def test_every_word_that_is_offered_is_taken(self, kind: EventKind, part: Part) -> None:
        words = " ".join(f"{{{each.value}}}" for each in placeholders_of(kind, part))
        check_mail_text(kind, read_mail_text({part: words}))

    def test_nothing_personal_stands_in_a_subject(self) -> None:
        assert mistakes(HELD, subject="For {name}") == {
            Part.SUBJECT: "The subject has {name}, which is not filled in there. These are: "
            "{program}, {class}, {when}, {site}"
        }
        assert Part.SUBJECT in mistakes(HELD, subject="{reference}")

    @pytest.mark.parametrize("kind", TO_PARTICIPANTS)
    def test_who_takes_part_is_not_told_of_the_order(self, kind: EventKind) -> None:
        assert "{reference}" in mistakes(kind, opening="Order {reference}")[Part.OPENING]

    def test_a_certificates_number_stands_in_its_own_letter_alone(self) -> None:
        check_mail_text(COMPLETED, MailText(closing="{certificate}"))
        for kind in (HELD, PLACE):
            assert Part.CLOSING in mistakes(kind, closing="{certificate}")

    def test_every_word_has_a_meaning_to_be_read(self) -> None:
        assert set(MEANINGS) == set(Placeholder)

    @pytest.mark.parametrize(
        "written",
        [
            "{Name}",
            "{ name }",
            "{}",
            "{name.__class__}",
            "{name!r}",
            "{0}",
            "{{ 7 * 7 }}",
            "{% include 'order_held.txt' %}",
            "{# name #}",
            "{na\nme}",
            "{" + "x" * 500 + "}",
        ],
    )
    def test_any_other_word_in_braces_is_refused_by_name(self, written: str) -> None:
        assert "is not filled in there" in mistakes(HELD, opening=written)[Part.OPENING]
        assert len(mistakes(HELD, opening=written)[Part.OPENING]) < 200

    @pytest.mark.parametrize("written", ["a { b", "a } b", "{name", "name}", "{{name}}", "}{"])
    def test_a_brace_alone_is_refused(self, written: str) -> None:
        assert mistakes(HELD, closing=written) == {
            Part.CLOSING: "The closing has a brace alone. "
            "Braces only stand around a word that is filled in"
        }

    @pytest.mark.parametrize("part", [Part.SUBJECT, Part.HEADING])
    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028"])
    def test_what_is_one_line_has_no_line_break(self, part: Part, line_break: str) -> None:
        found = mistakes(HELD, **{part: f"Hello{line_break}Bcc: eve@example.org"})
        assert found == {part: f"The {part.value} must be one line"}

    @pytest.mark.parametrize("part", Part)
    def test_a_part_may_be_as_long_as_it_says(self, part: Part) -> None:
        check_mail_text(HELD, read_mail_text({part: "x" * LIMITS[part]}))
        assert (
            f"It has {LIMITS[part] + 1}" in mistakes(HELD, **{part: "x" * (LIMITS[part] + 1)})[part]
        )

    def test_every_part_that_is_wrong_is_named(self) -> None:
        with pytest.raises(MailTextMistaken, match=r"The subject .* The closing has a brace"):
            check_mail_text(HELD, MailText(subject="{you}", closing="}"))


class TestReading:
    def test_line_breaks_are_one_kind_and_control_signs_are_left_out(self) -> None:
        read = read_mail_text({"opening": " a\r\nb\rc\u2028d\te\0\x1b\ud800 \n"})
        assert read == MailText(opening="a\nb\nc\nd e")

    def test_what_shapes_the_letters_of_other_scripts_stays(self) -> None:
        joined = "क्\u200dष \u200fعربي\u200e"
        assert read_mail_text({"heading": joined}).heading == joined

    def test_whoever_writes_nothing_has_ours(self) -> None:
        assert read_mail_text({"subject": " ", "other": "x"}).is_ours


class TestFillingIn:
    def test_a_fact_is_put_in_as_it_is_and_not_looked_at_again(self) -> None:
        text = MailText("{program} at {site}", "{name}", "{name}: {class}", "none")
        assert filled_in(text, FACTS) == MailText(
            "First aid at Desk", "Ada {site} <b>", "Ada {site} <b>: FA-1", "none"
        )

    def test_what_has_no_fact_is_not_sent_half_filled(self) -> None:
        with pytest.raises(NothingFits, match="nobody"):
            filled_in(MailText(closing="{nobody}"), FACTS)

    def test_a_text_stands_in_paragraphs_of_lines(self) -> None:
        assert paragraphs_of("a\n b\n \n\n\nc") == (("a", "b"), ("c",))
        assert paragraphs_of("") == ()


def test_a_programs_text_goes_before_what_all_have_part_by_part() -> None:
    own, of_all = MailText(heading="own"), MailText("all", "all", closing="all")
    assert own.over(of_all) == MailText("all", "own", "", "all")
    assert own.differs(of_all) == (Part.SUBJECT, Part.HEADING, Part.CLOSING)
    assert OURS.over(OURS).is_ours
