"""The challenge that an operator chose: one of ours, or one that is installed besides."""

from importlib import import_module

from app.domain.form.challenge import Challenge, NoChallenge, PressAgain
from app.settings import SettingError

_SETTING = "FORM_CHALLENGE"
_OWN: dict[str, Challenge] = {"again": PressAgain(), "off": NoChallenge()}


def challenge_of(word: str) -> Challenge:
    """Return ``again``, ``off``, or what ``package.module:name`` makes when it is called.

    Raises:
        SettingError: there is nothing like that here.
    """
    own = _OWN.get(word)
    if own is not None:
        return own
    module, _, name = word.partition(":")
    try:
        made: Challenge = getattr(import_module(module), name)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise SettingError(_SETTING, "must be again, off or package.module:name") from error
    return made
