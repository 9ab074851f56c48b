"""What search engines ask a site for: which pages they may read, and which there are."""

from xml.sax.saxutils import escape

from flask import Blueprint, Response

from app.domain.guard import guarded
from app.parts import Parts
from app.queries.catalogue import PageAddress, site_map
from app.web.kept_pages import KeptPages
from app.web.site import Site

# Pages of one person, of staff and of programs; none of them shows anything without a secret.
NOT_READ = ("/orders/", "/staff/", "/api/", "/oauth/", "/webhooks/", "/partners/")


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the blueprint of the two files."""
    blueprint = Blueprint("search_engines", __name__)
    sessions, kept = parts.sessions, KeptPages(parts)

    @blueprint.get("/robots.txt")
    @guarded("public")
    def robots() -> Response:
        lines = (
            "User-agent: *",
            *(f"Disallow: {path}" for path in NOT_READ),
            "Disallow: /classes/*/register",
            f"Sitemap: {site.base_url}/sitemap.xml",
        )
        return Response("\n".join((*lines, "")), mimetype="text/plain")

    @blueprint.get("/sitemap.xml")
    @guarded("public")
    def pages() -> Response:
        answer = kept.answer(
            "sitemap", lambda now, _: "".join(_lines(site_map(sessions, now=now), site))
        )
        answer.mimetype = "application/xml"
        return answer

    return blueprint


def _lines(pages: tuple[PageAddress, ...], site: Site) -> list[str]:
    """Return the file of the protocol that sitemaps.org describes."""
    return [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n',
        *(
            f"<url><loc>{escape(site.base_url + page.path)}</loc>{_changed(page)}</url>\n"
            for page in pages
        ),
        "</urlset>\n",
    ]


def _changed(page: PageAddress) -> str:
    if page.changed_at is None:
        return ""
    return f"<lastmod>{page.changed_at.isoformat(timespec='seconds')}</lastmod>"
