"""The form of a class, and lists of classes, inside another site: all addresses under /embed.

No cookie is read or set here: what a page needs to know of the one before it, and that a form came
from our page, is in a signed token. Not here: the same pages on our own site (registering.py),
which sites are let in (staff/embedding.py), what the host's page may say (domain/embedding.py).
"""

from flask import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge

from app.parts import Parts
from app.web.counting import count, length
from app.web.embed.checking import EmbeddedCheck
from app.web.embed.door import Door
from app.web.embed.form import EmbeddedForm
from app.web.embed.script import Script
from app.web.privacy import keep_private
from app.web.site import Site
from app.web.voucher_box import VoucherBox


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses; its forms come from frames, so no cookie can say that they are ours."""
    blueprint = Blueprint("embed", __name__, url_prefix="/embed")
    door = Door(parts, site)
    blueprint.before_request(door.admit)
    blueprint.after_request(keep_private)
    blueprint.after_request(door.frame)
    blueprint.context_processor(door.known)
    blueprint.context_processor(lambda: {"count": count, "length": length})
    form, check, voucher = EmbeddedForm(parts, site), EmbeddedCheck(parts, site), VoucherBox(parts)
    add = blueprint.add_url_rule
    add("/v1.js", "script", Script().file, methods=["GET"])
    add("/<code>", "form", form.form, methods=["GET"])
    add("/<code>", "fill", form.fill, methods=["POST"])
    draft = "/<code>/<token>"
    add(draft, "check", check.show, methods=["GET"])
    add(draft, "send", check.send, methods=["POST"])
    add(f"{draft}/voucher", "voucher", voucher.change, methods=["POST"])
    blueprint.register_error_handler(RequestEntityTooLarge, form.too_large)
    return blueprint
