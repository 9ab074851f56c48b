"""Checks that an answer is as the API's own description says. Not here: any claim."""

import json
import re
from typing import Any

from openapi_schema_validator import OAS31Validator

from tests.architecture.tree import ROOT
from tests.watching import WatchedResponse

DOCUMENT: dict[str, Any] = json.loads((ROOT / "app/api/openapi.json").read_text())


def check(response: WatchedResponse) -> None:
    """Fail where the answer's status, type or content is not described for what was asked."""
    request = response.request
    operation = _operation(request.path, request.method)
    status = str(response.status_code)
    if operation is None:
        # An address or a method that there is not: the envelope says so.
        assert status in ("404", "405"), f"{request.method} {request.path} is not described"
        matches("Error", response.get_json())
        return
    assert status in operation["responses"], f"{status} is not described for {request.path}"
    described = _resolved(operation["responses"][status])
    for name in described.get("headers", {}):
        assert name in response.headers or status == "409", f"{status} has no {name}"
    if "content" not in described:
        assert response.get_data() == b""
        return
    assert response.mimetype == "application/json"
    schema = described["content"]["application/json"]["schema"]
    assert_fits(schema, json.loads(response.get_data(), parse_constant=_no_json))


def matches(name: str, value: object) -> None:
    """Fail where a value is not as the component of that name is described."""
    assert_fits({"$ref": f"#/components/schemas/{name}"}, value)


def assert_fits(schema: dict[str, Any], value: object) -> None:
    """Fail where a value does not fit a schema of the document."""
    whole = {**schema, "components": DOCUMENT["components"]}
    errors = [error.message for error in OAS31Validator(whole).iter_errors(value)]
    assert errors == [], errors


def _operation(path: str, method: str) -> dict[str, Any] | None:
    for template, operations in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


def _resolved(described: dict[str, Any]) -> dict[str, Any]:
    name = described.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = DOCUMENT["components"]["responses"][name] if name else described
    return found


def _no_json(word: str) -> object:
    raise AssertionError(f"{word} is no JSON")
