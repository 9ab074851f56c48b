"""Pieces of pages that are drawn over and over, remembered. Not here: what a piece looks like.

A piece is a template that is given one frozen model and nothing else, neither request nor visitor:
the same model always gives the same HTML in the same language, so that it need not be drawn again.
A piece that has changed in any way is another model.
"""

from collections.abc import Hashable
from functools import lru_cache

from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from app.languages import Language, reader

REMEMBERED = 1024


def remember_fragments(state: BlueprintSetupState) -> None:
    """Give templates `fragment(name, model)`; the piece calls its model `model`."""
    environment = state.app.jinja_env

    @lru_cache(REMEMBERED)
    def remembered(name: str, model: Hashable, language: Language) -> Markup:
        del language  # it is in the key, and the template says everything in it
        html = environment.get_template(name).render(model=model)
        return Markup(html)  # noqa: S704  # the template has escaped what is not HTML

    def fragment(name: str, model: Hashable) -> Markup:
        return remembered(name, model, reader())

    environment.globals["fragment"] = fragment
