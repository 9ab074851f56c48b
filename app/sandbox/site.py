"""The sandbox's Flask application: every partner's addresses, the control API, the pages."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.sandbox.calls import current
from app.sandbox.connector.control import connector_control
from app.sandbox.control import Control
from app.sandbox.pages import Pages
from app.sandbox.paypal.control import paypal_control
from app.sandbox.website import Website
from app.sandbox.world import World

LARGEST_BODY = 8 * 1024 * 1024
READING = {"GET", "HEAD", "OPTIONS"}


def make_site(world: World) -> Flask:
    """Return the application over the world; put it behind a ``Door`` before serving it."""
    site = Flask(__name__)
    site.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    site.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    for part in world.parts:
        site.register_blueprint(part.blueprint)
    site.register_blueprint(world.stripe.control, url_prefix="/control/stripe")
    site.register_blueprint(paypal_control(world.paypal.world), url_prefix="/control/paypal")
    site.register_blueprint(
        connector_control(world.adapter, world.connector.waiting), url_prefix="/control/connector"
    )
    site.register_blueprint(Control(world).blueprint())
    site.register_blueprint(Pages(world).blueprint())
    site.register_blueprint(Website(world.product_url).blueprint())

    @site.before_request
    def same_site() -> None:
        """Refuse a change that another site's page asks for."""
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if foreign and request.method not in READING and request.path.startswith("/control/"):
            abort(HTTPStatus.FORBIDDEN, "only the sandbox's own pages may do this")

    @site.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        """Answer a wrong address or verb below a partner's prefix in the partner's words."""
        for part in world.parts:
            if request.path.startswith(part.prefix + "/"):
                current().judged(f"refused: {error.name}")
                return part.refusal(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, error.name)
        return Response(f"{error.name}\n", status=error.code, mimetype="text/plain")

    return site
