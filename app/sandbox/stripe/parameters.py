"""Parameters judged and converted by the SDK's own parameter types.

Those types are generated from Stripe's specification, so an unknown name, a wrong type, a value
outside an enumeration or a missing parameter is caught as Stripe catches it. Not here: rules
between parameters, which stand beside the call they belong to.
"""

import functools
import sys
import types
import typing
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NotRequired

import stripe.params
import stripe.params.checkout
from stripe import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from app.sandbox.stripe.errors import StripeError, malformed
from app.sandbox.stripe.forms import Form, dotted

Params = dict[str, Any]
Path = tuple[str, ...]


def schema(name: str) -> type:
    """Return the SDK's parameter type, for example ``checkout.SessionCreateParams``."""
    room, _, plain = name.rpartition(".")
    source = stripe.params.checkout if room == "checkout" else stripe.params
    found: type = getattr(source, plain)
    return found


@functools.cache
def fields(shape: type) -> dict[str, tuple[Any, bool]]:
    """Return each parameter's type and whether it is required; request options are left out."""
    options = RequestOptions.__annotations__
    own = {name: hint for name, hint in shape.__annotations__.items() if name not in options}
    shadow = type(shape.__name__, (), {"__annotations__": own, "__module__": shape.__module__})
    hints = typing.get_type_hints(
        shadow,
        globalns=vars(sys.modules[shape.__module__]),
        localns={"UntypedStripeObject": UntypedStripeObject},
        include_extras=True,
    )
    found = {}
    for name, hint in hints.items():
        if typing.get_origin(hint) in (NotRequired, typing.NotRequired):
            found[name] = (typing.get_args(hint)[0], False)
        else:
            found[name] = (hint, True)
    return found


def read(form: Form, shape: type, path: Path = ()) -> Params:
    """Return the form with its values converted; raises StripeError (400) naming the parameter."""
    known = fields(shape)
    for name in form:
        if name not in known:
            full = dotted((*path, name))
            raise malformed(
                f"Received unknown parameter: {full}", param=full, code="parameter_unknown"
            )
    for name, (_, required) in known.items():
        if required and name not in form:
            full = dotted((*path, name))
            raise malformed(
                f"Missing required param: {full}.", param=full, code="parameter_missing"
            )
    return {name: _convert(value, known[name][0], (*path, name)) for name, value in form.items()}


def _convert(value: Any, hint: Any, path: Path) -> Any:
    choices = _choices(hint)
    if value == "" and "" not in _words(choices):
        raise malformed(
            f"You passed an empty string for '{dotted(path)}'. We assume empty values are an "
            f"attempt to unset a parameter; however '{dotted(path)}' cannot be unset.",
            param=dotted(path),
            code="parameter_invalid_empty",
        )
    if value == "":
        return ""
    words = [word for word in _words(choices) if word != ""]
    others = [c for c in choices if typing.get_origin(c) is not Literal]
    if words:  # an enumeration: the SDK adds plain str to let old programs meet new words
        others = [c for c in others if c is not str]
    if isinstance(value, str) and value in words:
        return value
    refused: StripeError | None = None
    for choice in others:
        try:
            return _single(value, choice, path)
        except StripeError as wrong:
            refused = refused or wrong
    if refused is not None and not (words and isinstance(value, str)):
        raise refused
    listed = ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1]
    raise malformed(f"Invalid {dotted(path)}: must be one of {listed}", param=dotted(path))


def _choices(hint: Any) -> list[Any]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [c for part in typing.get_args(hint) for c in _choices(part)]
    return [hint]


def _words(choices: list[Any]) -> list[str]:
    return [w for c in choices if typing.get_origin(c) is Literal for w in typing.get_args(c)]


def _single(value: Any, hint: Any, path: Path) -> Any:
    origin = typing.get_origin(hint)
    if origin in (list, list):
        return _list(value, typing.get_args(hint)[0], path)
    if origin is dict or origin is UntypedStripeObject:
        return _mapping(value, typing.get_args(hint)[-1], path)
    if is_typeddict(hint):
        if not isinstance(value, dict):
            raise malformed(f"Invalid object: {value}", param=dotted(path))
        return read(value, hint, path)
    if isinstance(value, dict):
        raise malformed(f"Invalid string: {value}", param=dotted(path))
    return _plain(value, hint, path)


def _list(value: Any, inner: Any, path: Path) -> list[Any]:
    if not isinstance(value, dict):
        raise malformed(f"Invalid array: {value}", param=dotted(path))
    if not all(key.isascii() and key.isdigit() for key in value):
        raise malformed("Invalid array", param=dotted(path))
    ordered = sorted(value.items(), key=lambda item: int(item[0]))
    return [_convert(item, inner, (*path, key)) for key, item in ordered]


def _mapping(value: Any, inner: Any, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise malformed(f"Invalid hash: {value}", param=dotted(path))
    if path[-1] == "metadata":
        return _metadata(value, path)
    return {key: _convert(item, inner, (*path, key)) for key, item in value.items()}


def _metadata(value: dict[str, Any], path: Path) -> dict[str, str]:
    if len(value) > 50:
        raise malformed("You can have at most 50 metadata keys", param=dotted(path))
    for key, item in value.items():
        full = dotted((*path, key))
        if not isinstance(item, str):
            raise malformed("Metadata values must be strings", param=full)
        if len(key) > 40:
            raise malformed("Metadata keys can be at most 40 characters long", param=full)
        if len(item) > 500:
            raise malformed("Metadata values can be at most 500 characters long", param=full)
    return dict(value)


def _plain(value: str, hint: Any, path: Path) -> Any:
    name = dotted(path)
    if hint is bool:
        if value not in ("true", "false"):
            raise malformed(f"Invalid boolean: {value}", param=name)
        return value == "true"
    if hint is int:
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise malformed(
                f"Invalid integer: {value}", param=name, code="parameter_invalid_integer"
            )
        return int(value)
    if hint in (float, Decimal):
        try:
            number = Decimal(value)
        except InvalidOperation as wrong:
            raise malformed(f"Invalid decimal: {value}", param=name) from wrong
        if not number.is_finite():
            raise malformed(f"Invalid decimal: {value}", param=name)
        return float(number) if hint is float else str(number)
    if len(value) > 5000:
        raise malformed("Invalid string: must be at most 5000 characters", param=name)
    return value
