"""What is in the way of an embedded form on a host's page, each with the line that mends it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.domain.embedding import SCRIPT, Snippet, host_lines, origin_of, script_tag, site_of
from app.domain.host_page import HostPage, Markup, PageUnread, markup_of
from app.domain.host_policy import FRAMES, SCRIPTS, Policy, policies_from

# A sandbox around the host's page holds for the frame in it too.
_NEEDED = ("allow-scripts", "allow-same-origin", "allow-forms")
_TO_PAY = ("allow-top-navigation", "allow-top-navigation-by-user-activation")


class Tone(StrEnum):
    """How a finding is coloured; its words say the same."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found; ``mend`` is what to write instead, ``site`` one to be let in."""

    tone: Tone
    title: str
    why: str = ""
    mend: str = ""
    site: str = ""


def diagnose(
    seen: HostPage | PageUnread,
    *,
    snippet: Snippet,
    base_url: str,
    sites: Collection[str],
    codes: Collection[str],
) -> tuple[Finding, ...]:
    """Return what is in the way, and that nothing is where that is so.

    ``snippet`` is what would be pasted, ``sites`` are those on the list, ``codes`` what of the
    program can be embedded.
    """
    if isinstance(seen, PageUnread):
        return (Finding(Tone.BAD, "The page cannot be read", seen.words),)
    if not 200 <= seen.status < 300:
        why = "A visitor sees no form there either. Is the address right?"
        return (Finding(Tone.BAD, f"The page answers {seen.status}", why),)
    if "html" not in seen.content_type.lower():
        why = f"It is {seen.content_type or 'of no kind that it names'}, and not HTML."
        return (Finding(Tone.BAD, "This is no page", why),)
    doctor = _Doctor(seen, markup_of(seen), snippet, base_url)
    found = (*doctor.of_site(sites), *doctor.of_markup(codes), *doctor.of_policies())
    if any(each.tone is not Tone.GOOD for each in found):
        return found
    well = "Its site is on the list, what is pasted is whole, and its headers let it in."
    return (*found, Finding(Tone.GOOD, "Nothing is in the way", well))


@dataclass(frozen=True, slots=True)
class _Doctor:
    page: HostPage
    markup: Markup
    snippet: Snippet
    base_url: str

    @property
    def _script(self) -> str:
        return f"{self.base_url}{SCRIPT}"

    def of_site(self, sites: Collection[str]) -> Iterator[Finding]:
        """Look at where the page is."""
        parts = urlsplit(self.page.address)
        site = site_of(self.page.address)
        if not site:
            why = "What is typed into it can be read on its way, and no such site can be let in."
            yield Finding(Tone.BAD, "The page is on plain HTTP", why, f"https://{parts.netloc}")
        elif site not in sites:
            why = "Browsers refuse to show the form there, because it is not among the sites above."
            yield Finding(Tone.BAD, f"{site} is not on the list", why, site, site=site)
        if parts.scheme == "https" and self.base_url.startswith("http://"):
            why = (
                "Browsers load nothing on plain HTTP into a page on https: our own address must"
                " have https."
            )
            mend = f"BASE_URL=https://{self.base_url.partition('://')[2]}"
            yield Finding(Tone.BAD, "Mixed content", why, mend)

    def of_markup(self, codes: Collection[str]) -> Iterator[Finding]:
        """Look at what was pasted."""
        if not self.markup.links:
            why = (
                "The page has no link with data-coursedesk, as far as can be seen without running"
                " its scripts. Paste this where the form belongs."
            )
            yield Finding(Tone.BAD, "Nothing is pasted", why, self.snippet.html(self.base_url))
            return
        yield from self._of_script()
        for link in self.markup.links:
            yield from self._of_link(link, codes)

    def _of_script(self) -> Iterator[Finding]:
        scripts, tag = self.markup.scripts, script_tag(self.base_url)
        plain = self._script.replace("https://", "http://", 1)
        if self._script in scripts:
            if self._script in self.markup.modules:
                why = 'With type="module" it does not find out where it comes from.'
                yield Finding(Tone.BAD, "The script is loaded as a module", why, tag)
        elif plain in scripts:
            why = "It is loaded on plain HTTP, which browsers refuse on a page on https."
            yield Finding(Tone.BAD, "Mixed content", why, tag)
        else:
            why = "The link leads to the form on our own site, and nothing makes it a form here."
            others = [each for each in scripts if urlsplit(each).path.startswith("/embed/")]
            if others:
                why = f"It loads {others[0]}, which is not where the script is."
            yield Finding(Tone.BAD, "Our script is missing", why, tag)

    def _of_link(self, link: Mapping[str, str], codes: Collection[str]) -> Iterator[Finding]:
        code, leads = link["data-coursedesk"], link.get("href", "")
        if code not in codes:
            why = (
                f"{code or 'An empty code'} is another program's, is over, or is nothing that we"
                " have."
            )
            title = "The link names something else"
            yield Finding(Tone.WARN, title, why, self.snippet.html(self.base_url))
        elif origin_of(leads) != origin_of(self.base_url):
            why = "Whoever runs no scripts follows it, and does not come to us."
            mend = f'href="{self.snippet.link(self.base_url)}"'
            yield Finding(Tone.WARN, "The link leads elsewhere", why, mend)

    def of_policies(self) -> Iterator[Finding]:
        """Look at what the page's policies let in; all of them must."""
        for said, values in (("header", self.page.policies), ("meta", self.markup.policies)):
            for policy in policies_from(values):
                yield from self._of_policy(policy, said)

    def _of_policy(self, policy: Policy, said: str) -> Iterator[Finding]:
        where = f"Its Content-Security-Policy ({said})"
        nonce = self.markup.scripts.get(self._script, "")
        page, desk = self.page.address, host_lines(self.base_url)
        if not policy.lets_in(SCRIPTS, self._script, page=page, nonce=nonce):
            name = policy.deciding(SCRIPTS) or ""
            why = f"{where} lets the script in by no source of {name}."
            mend = policy.mended(SCRIPTS, desk[0].partition(" ")[2])
            if policy.trusts_nonces_alone(name):
                why = f"{where} trusts scripts with its nonce alone, anew with each answer."
                mend = script_tag(self.base_url).replace("<script ", '<script nonce="…" ')
            yield Finding(Tone.BAD, "The script is blocked", why, mend)
        if not policy.lets_in(FRAMES, f"{self.base_url}/embed/", page=page):
            why = f"{where} lets the form in by no source of {policy.deciding(FRAMES)}."
            mend = policy.mended(FRAMES, desk[1].partition(" ")[2])
            yield Finding(Tone.BAD, "The frame is blocked", why, mend)
        yield from self._of_sandbox(policy.directives.get("sandbox"), where)

    def _of_sandbox(self, allowed: Sequence[str] | None, where: str) -> Iterator[Finding]:
        if allowed is None:
            return
        missing = [each for each in _NEEDED if each not in allowed]
        missing += [] if any(each in allowed for each in _TO_PAY) else [_TO_PAY[1]]
        if missing:
            why = f"{where} puts the page into a sandbox, which holds for the form in it."
            mend = " ".join(("sandbox", *allowed, *missing))
            yield Finding(Tone.BAD, "The sandbox is too tight", why, mend)
