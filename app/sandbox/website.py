"""A website of somebody else's that embeds the product's forms, under a strict policy.

It has what a real one would: the pasted link and script, and in its header lines just what the
product prints for that. Not here: the partners, what is embedded.
"""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

KINDS = {"class": "Class", "program": "Program", "venue": "Venue"}
DEMO = "FIRST-AID"


class Website:
    """The pages; ``product_url`` is where the product is, without a slash at the end."""

    def __init__(self, product_url: str) -> None:
        self._product_url = product_url

    def blueprint(self) -> Blueprint:
        """Return the addresses."""
        blueprint = Blueprint("website", __name__)
        blueprint.add_url_rule("/website/", view_func=self.home, methods=["GET"])
        blueprint.add_url_rule("/website/thanks", view_func=self.thanks, methods=["GET"])
        return blueprint

    def home(self) -> Response:
        """Show the page with what is embedded: of ``code``, as ``of`` says."""
        kind = request.args.get("of", "program")
        return self._page(
            "website/home.html",
            code=request.args.get("code", DEMO),
            kind=kind if kind in KINDS else "class",
            kinds=KINDS,
        )

    def thanks(self) -> Response:
        """Show where whoever registered comes back to."""
        return self._page("website/thanks.html")

    def _page(self, template: str, **shown: object) -> Response:
        drawn = render_template(template, product_url=self._product_url, **shown)
        response = Response(drawn, mimetype="text/html")
        said = response.headers
        said["Content-Security-Policy"] = "; ".join(self._policy())
        said["X-Content-Type-Options"] = "nosniff"
        said["Referrer-Policy"] = "no-referrer"
        return response

    def _policy(self) -> tuple[str, ...]:
        return (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            f"script-src 'self' {self._product_url}/embed/v1.js",
            f"frame-src {self._product_url}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
