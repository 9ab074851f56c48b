"""What staff wrote into a letter, filled in. Not here: what it may be (domain), who reads it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app import logs
from app.domain.event import Event
from app.domain.mail_text import (
    About,
    MailText,
    NothingFits,
    Placeholder,
    filled_in,
    paragraphs_of,
)
from app.languages import Language, language_of, say, speaking
from app.mail.letter import Letter, OwnWords

Texts = Callable[[About], MailText]


def in_own_words(event: Event, letter: Letter, *, texts: Texts) -> Letter:
    """Return the letter with what staff wrote for it; ours where they wrote nothing that fits.

    ``texts`` gives that by letter, language and program. The order says the language, and whoever
    takes part reads what its buyer does.
    """
    language = language_of(letter.language)
    about = About(event.kind, language.code, event.course_class.program_code)
    written = texts(about)
    if written.is_ours:
        return letter
    facts = _facts(event, letter, language)
    try:
        filled = filled_in(written, facts)
    except NothingFits:
        logs.log().warning(
            "mail text left out", kind=event.kind, language=about.language, program=about.program
        )
        return letter
    own = OwnWords(
        heading=filled.heading,
        opening=paragraphs_of(filled.opening),
        closing=paragraphs_of(filled.closing),
    )
    return replace(letter, subject=_one_line(filled.subject) or letter.subject, own=own)


def _facts(event: Event, letter: Letter, language: Language) -> Mapping[str, str]:
    """Return what is filled in, by its word: each on one line, as the reader's language says it."""
    with speaking(language):
        facts: Mapping[Placeholder, str] = {
            Placeholder.NAME: letter.name,
            Placeholder.PROGRAM: letter.title,
            Placeholder.CLASS: event.course_class.code,
            Placeholder.WHEN: say(letter.when[0]),
            Placeholder.REFERENCE: letter.order,
            Placeholder.CERTIFICATE: letter.certificate,
            Placeholder.SITE: letter.site,
        }
    return {word.value: language.isolate(_one_line(fact)) for word, fact in facts.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split())
