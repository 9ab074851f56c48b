"""In which language a page is, and at which addresses it is in the others.

What an address says (``?lang=de``) counts, then what was chosen before (a cookie), then what the
browser says that its owner reads, then the site's own. Not here: the words (``app.languages``).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Blueprint, Response, g, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from app.domain.language import language_read
from app.languages import ENGLISH, LANGUAGES, Language, language_of, reader, speak
from app.parts import Parts
from app.web.site import Site

PARAMETER = "lang"
COOKIE = "language"
_KEPT_FOR = timedelta(days=365)
# Those who work here read English, and so do programs.
_IN_ENGLISH = "/staff"
# Inside another site no cookie is set.
_IN_A_FRAME = "/embed/"


class How(StrEnum):
    """By what a language was chosen."""

    ADDRESS = "address"
    COOKIE = "cookie"
    BROWSER = "browser"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Choice:
    """The language of a page, and by what it was chosen."""

    language: Language
    how: How

    @property
    def asked_for(self) -> bool:
        """Whether the reader said so, here or before."""
        return self.how in (How.ADDRESS, How.COOKIE)


@dataclass(frozen=True, slots=True)
class Version:
    """The page in one language, and its address there."""

    language: Language
    address: str
    here: bool


def build(parts: Parts, site: Site) -> Blueprint:
    """Return a blueprint without pages that has every page be in its reader's language."""
    del parts  # every web module is built alike
    blueprint = Blueprint("reader", __name__)
    own = language_of(site.language)

    @blueprint.before_app_request
    def choose() -> None:
        g.choice = _choice(own)
        speak(g.choice.language)

    @blueprint.after_app_request
    def remember(response: Response) -> Response:
        if response.mimetype == "text/html" and not _is_for_staff():
            response.vary.update(("Accept-Language", "Cookie"))
            code = choice().language.code
            asked_anew = choice().how is How.ADDRESS and request.cookies.get(COOKIE) != code
            if asked_anew and not request.path.startswith(_IN_A_FRAME):
                _keep(response, code, site)
        return response

    @blueprint.teardown_app_request
    def forget(error: BaseException | None) -> None:
        del error
        speak(ENGLISH)

    @blueprint.app_url_defaults
    def carry(endpoint: str, values: dict[str, Any]) -> None:
        """Have links from a page lead on in the language that its address asked for."""
        if endpoint != "static" and (code := carried()):
            values.setdefault(PARAMETER, code)

    @blueprint.record_once
    def give_templates(state: BlueprintSetupState) -> None:
        state.app.jinja_env.globals.update(
            reader=reader,
            carried=carried,
            versions=_versions,
            canonical=lambda path: canonical(path, own=own),
            written=lambda: _written(own),
        )

    return blueprint


def choice() -> Choice:
    """Return the language of this request's page."""
    chosen: Choice = g.get("choice") or Choice(ENGLISH, How.SITE)
    return chosen


def carried() -> str:
    """Return the language that the address asks for, to be asked for again; else nothing."""
    return choice().language.code if choice().how is How.ADDRESS else ""


def read_by(code: str) -> None:
    """Have the page be in somebody's language, unless its reader asks for another."""
    if code in LANGUAGES and not choice().asked_for:
        speak(language_of(code))


def chosen_by_reader() -> str:
    """Return the language that this request's reader is known to read, or nothing."""
    return "" if choice().how is How.SITE else choice().language.code


def in_language(address: str, code: str) -> str:
    """Return where a page is in that language."""
    parts = urlsplit(address)
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != PARAMETER
    ]
    return f"{parts.path}?{urlencode([*asked, (PARAMETER, code)])}"


def canonical(path: str, *, own: Language) -> str:
    """Return the one address of a page as it is shown: the plain one is the site's language's."""
    code = carried()
    return in_language(path, code) if code and code != own.code else path


def _choice(own: Language) -> Choice:
    if _is_for_staff():
        return Choice(ENGLISH, How.SITE)
    said = (
        (request.args.get(PARAMETER, ""), How.ADDRESS),
        (request.cookies.get(COOKIE, ""), How.COOKIE),
        (language_read(request.accept_languages), How.BROWSER),
    )
    return next(
        (Choice(LANGUAGES[code], how) for code, how in said if code in LANGUAGES),
        Choice(own, How.SITE),
    )


def _is_for_staff() -> bool:
    return request.path.startswith(_IN_ENGLISH)


def _keep(response: Response, code: str, site: Site) -> None:
    response.set_cookie(
        COOKIE,
        code,
        max_age=_KEPT_FOR,
        secure=site.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def _versions(address: str = "") -> list[Version]:
    """Return the page in every language; without its address, at the one that is asked for.

    A page that is kept for everybody has to be given its address.
    """
    here = address or _here()
    return [
        Version(each, in_language(here, each.code), here=each is reader())
        for each in LANGUAGES.values()
    ]


def _here() -> str:
    """Return the path and query that were asked for, as a link within the site."""
    path = quote("/" + request.path.lstrip("/"))
    return f"{path}?{request.query_string.decode('ascii', 'replace')}"


def _written(own: Language) -> Markup:
    """Return what says of a text that its organiser wrote it: most likely in the site's language.

    It runs as its own letters do, whatever the page's language is and the site's.
    """
    runs = Markup(' dir="auto"')
    return runs if reader() is own else Markup(' lang="{}"').format(own.code) + runs
