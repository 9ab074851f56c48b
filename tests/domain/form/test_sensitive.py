"""Sensitive answers are sealed as they are kept."""

import pytest

from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.event import Answer
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.form.sensitive import is_sealed, open_answer, seal_filled, without_sealed
from app.store.seal import Seal

ADA = Contact("Ada Lovelace", "ada@example.org", "+4722123456")
SEAL = Seal(("a secret", "an older one"))
HEALTH = Question("health", QuestionKind.CHOICES, "Health", sensitive=True)
BANK = Question("bank", QuestionKind.TEXT, "Bank", sensitive=True, scope=Scope.ORDER)
DIET = Question("diet", QuestionKind.TEXT, "Diet")
GIVEN: dict[str, Answer] = {"health": ["heart", "ears"], "diet": "sealed: vegan"}
FILLED = Filled(ADA, "", (Participant(ADA, GIVEN),), 1, "", answers={"bank": "NO93", "diet": "x"})


def test_only_sensitive_answers_are_sealed_and_open_as_they_were_given() -> None:
    sealed = seal_filled(FILLED, (HEALTH, BANK, DIET), SEAL)
    own = sealed.participants[0].answers
    assert "heart" not in str(sealed)
    assert "NO93" not in str(sealed)
    assert own["diet"] == "sealed: vegan"
    assert open_answer(own["health"], SEAL) == ["heart", "ears"]
    assert open_answer(sealed.answers["bank"], SEAL) == "NO93"
    assert open_answer(own["health"], Seal(("another",))) is None
    assert open_answer(own["health"], None) is None
    assert without_sealed({"bank": sealed.answers["bank"], "n": 3}) == {"n": 3}


@pytest.mark.parametrize("empty", [None, "", []])
def test_what_was_left_empty_stays_empty(empty: Answer) -> None:
    filled = Filled(ADA, "", (Participant(ADA, {"health": empty}),), 1, "")
    assert seal_filled(filled, (HEALTH,), SEAL) == filled
    assert not is_sealed(empty)


def test_an_answer_from_before_there_was_a_seal_is_as_it_is() -> None:
    assert open_answer("plain", SEAL) == "plain"
    assert open_answer(False, SEAL) is False
