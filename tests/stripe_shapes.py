"""Shapes checked against the SDK's own types, which are generated from Stripe's specification.

`check_request` for what the product sends, `check_response` for what the sandbox answers. Both
raise AssertionError with every problem found; the `…_problems` functions return them instead.
"""

import ast
import functools
import importlib
import inspect
import operator
import sys
import types
import typing
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NotRequired, cast

import stripe
import stripe.params
import stripe.params.checkout
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe._error_object import ErrorObject
from stripe._list_object import ListObject
from stripe._object_classes import OBJECT_CLASSES, get_object_class
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject
from typing_extensions import TypedDict, is_typeddict

Problems = list[str]


def check_request(params: dict[str, Any], name: str) -> None:
    """Fail unless the parameters fit the SDK's type, say ``checkout.SessionCreateParams``."""
    found = request_problems(params, name)
    assert not found, "\n".join([f"not a {name}:", *found])


def check_response(answer: Any) -> None:
    """Fail unless the object, a StripeObject or a plain dictionary, fits the SDK's class of it."""
    found = response_problems(answer)
    assert not found, "\n".join(["not as Stripe answers:", *found])


def request_problems(params: dict[str, Any], name: str) -> Problems:
    """Return unknown, missing and wrongly typed parameters and words no enumeration has."""
    room, _, plain = name.rpartition(".")
    source = stripe.params.checkout if room == "checkout" else stripe.params
    try:
        _adapter(getattr(source, plain)).validate_python(params, strict=True)
    except ValidationError as wrong:
        return [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors()]
    return []


def response_problems(answer: Any) -> Problems:
    """Return missing, unknown and wrongly typed fields and words no enumeration has."""
    plain = answer.to_dict() if isinstance(answer, StripeObject) else answer
    if isinstance(plain, dict) and "error" in plain:
        return list(_fields(plain["error"], ErrorObject, "error"))
    if isinstance(plain, dict) and plain.get("object") == "list":
        return list(_list_object(plain, StripeObject, "list", StripeObject))
    if not isinstance(plain, dict) or plain.get("object") not in OBJECT_CLASSES:
        return [f"not one of Stripe's objects: {type(answer).__name__}"]
    return list(_resource(plain, plain["object"]))


# Requests: the SDK's TypedDicts made anew, closed to unknown names and to other words.


@functools.cache
def _adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(_closed(shape))


@functools.cache
def _closed_dict(shape: type) -> Any:
    options = RequestOptions.__annotations__
    own = {name: hint for name, hint in shape.__annotations__.items() if name not in options}
    shadow = type(shape.__name__, (), {"__annotations__": own, "__module__": shape.__module__})
    hints = typing.get_type_hints(
        shadow,
        globalns=vars(sys.modules[shape.__module__]),
        localns={"UntypedStripeObject": UntypedStripeObject},
        include_extras=True,
    )
    made = TypedDict(shape.__name__, {k: _closed(v) for k, v in hints.items()})  # type: ignore[misc]  # its fields are known at run time only
    made.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]  # pydantic reads it there
    return made


def _closed(hint: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if is_typeddict(hint):
        return _closed_dict(hint)
    if origin is NotRequired:
        return NotRequired[_closed(inner[0])]
    if origin in (typing.Union, types.UnionType):
        words = any(typing.get_origin(c) is Literal and c != Literal[""] for c in inner)
        kept = [c for c in inner if typing.get_origin(c) is not UntypedStripeObject]
        closed = (_closed(c) for c in kept if not (words and c is str))
        return functools.reduce(operator.or_, closed)
    if origin in (list, dict):
        return origin[tuple(_closed(c) for c in inner)]
    return hint


# Responses: the resource classes' annotations, walked.


def _resource(value: dict[str, Any], kind: str, path: str = "") -> typing.Iterator[str]:
    if value.get("deleted") is True:
        return
    here = path or kind
    yield from _fields(value, cast("type", get_object_class("V1", kind)), here)


def _fields(value: dict[str, Any], shape: type, path: str) -> typing.Iterator[str]:
    known = _annotations(shape)
    for name in value.keys() - known.keys():
        yield f"{path}.{name}: unknown"
    for name, hint in known.items():
        if name in value:
            yield from _value(value[name], hint, f"{path}.{name}", shape)
        elif not _may_be_null(hint):
            yield f"{path}.{name}: missing"


@functools.cache
def _annotations(shape: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed(shape.__mro__):
        if issubclass(each, StripeObject) and each is not StripeObject:
            found |= inspect.get_annotations(each)
    return {
        name: hint
        for name, hint in found.items()
        if not name.startswith("_") and typing.get_origin(hint) is not typing.ClassVar
    }


def _may_be_null(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _value(value: Any, hint: Any, path: str, shape: type) -> typing.Iterator[str]:
    choices = _choices(hint, shape)
    if value is None:
        if type(None) not in choices:
            yield f"{path}: null"
        return
    words = [w for c in choices if typing.get_origin(c) is Literal for w in typing.get_args(c)]
    if words:
        if value not in words:
            yield f"{path}: {value!r} is none of its words"
        return
    answers = [list(_one(value, c, path, shape)) for c in choices if c is not type(None)]
    if all(answers):
        yield from min(answers, key=len)


def _choices(hint: Any, shape: type) -> list[Any]:
    if isinstance(hint, str | typing.ForwardRef):
        text = hint.__forward_arg__ if isinstance(hint, typing.ForwardRef) else hint
        return _choices(_named(text, shape.__module__), shape)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [c for part in typing.get_args(hint) for c in _choices(part, shape)]
    return [hint]


@functools.cache
def _named(text: str, module: str) -> Any:
    """Return what a forward reference means in the module that wrote it."""
    return eval(text, {**vars(sys.modules[module]), **_promised(module)})  # the SDK's own words


@functools.cache
def _promised(module: str) -> dict[str, Any]:
    """Return what the module imports for its annotations only, under its own names."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    imports = [
        node
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    return {
        alias.asname or alias.name: getattr(importlib.import_module(str(node.module)), alias.name)
        for node in imports
        if not str(node.module).startswith("stripe.params")
        for alias in node.names
    }


def _one(value: Any, hint: Any, path: str, shape: type) -> typing.Iterator[str]:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return
    if origin is UntypedStripeObject or hint is UntypedStripeObject:
        yield from _mapping(value, inner[0] if inner else Any, path, shape)
    elif origin is ListObject:
        yield from _list_object(value, inner[0], path, shape)
    elif origin is list:
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for place, each in enumerate(value):
            yield from _value(each, inner[0], f"{path}[{place}]", shape)
    elif isinstance(hint, type) and issubclass(hint, StripeObject):
        yield from _object(value, hint, path)
    elif not _is_plain(value, hint):
        yield f"{path}: {value!r} is not {getattr(hint, '__name__', hint)}"


def _object(value: Any, hint: type, path: str) -> typing.Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    name = getattr(hint, "OBJECT_NAME", None)
    if hint is StripeObject:
        yield from response_problems(value)
    elif name is None:
        yield from _fields(value, hint, path)
    elif value.get("object") != name:
        yield f"{path}: {value.get('object')!r} where {name!r} belongs"
    else:
        yield from _resource(value, name, path)


def _mapping(value: Any, inner: Any, path: str, shape: type) -> typing.Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not a mapping"
        return
    for name, each in value.items():
        if inner is not Any:
            yield from _value(each, inner, f"{path}.{name}", shape)


def _list_object(value: Any, inner: Any, path: str, shape: type) -> typing.Iterator[str]:
    if not isinstance(value, dict) or value.get("object") != "list":
        yield f"{path}: not a list object"
        return
    for name, kind in (("data", list), ("has_more", bool), ("url", str)):
        if not isinstance(value.get(name), kind):
            yield f"{path}.{name}: missing"
    for place, each in enumerate(value.get("data", [])):
        yield from _value(each, inner, f"{path}.data[{place}]", shape)


def _is_plain(value: Any, hint: Any) -> bool:
    if hint is Decimal:
        return isinstance(value, Decimal) or (isinstance(value, str) and _is_number(value))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(hint, type) and isinstance(value, hint)


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return True
