"""The API's own description: valid, whole, and open to everybody."""

from typing import Any

from openapi_spec_validator import validate

from app.domain.client import Scope
from tests.api.described import DOCUMENT, assert_fits
from tests.architecture.endpoints import ENDPOINTS
from tests.usecases.shop import Shop
from tests.watching import WatchingClient


def described() -> list[tuple[str, dict[str, Any]]]:
    """Return every operation with its method and path as Flask writes it."""
    return [
        (f"{method.upper()} {path}", operation)
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
    ]


def test_it_is_valid_openapi_3_1_for_this_site(site: WatchingClient, shop: Shop) -> None:
    answer = site.get("/api/openapi.json")
    document = answer.get_json()
    assert document["openapi"].startswith("3.1")
    validate(document)
    assert document["servers"] == [{"url": "http://desk.example.test"}]


def test_every_address_of_the_api_is_described_and_no_other() -> None:
    ours = {
        name.replace("<program_id>", "{programId}").replace("<registration_id>", "{registrationId}")
        for name in ENDPOINTS
        if name.partition(" ")[2].startswith(("/api/", "/oauth/"))
    }
    assert {name for name, _ in described()} == ours


def test_every_example_fits_its_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        for example in schema.get("examples", []):
            assert_fits(schema, example)
    responses = [
        response
        for _, operation in described()
        for response in operation["responses"].values()
        if "$ref" not in response
    ]
    bodies = [
        operation["requestBody"] for _, operation in described() if "requestBody" in operation
    ]
    checked = 0
    for each in [*responses, *DOCUMENT["components"]["responses"].values(), *bodies]:
        for content in each.get("content", {}).values():
            examples = [one["value"] for one in content.get("examples", {}).values()]
            for example in examples + [content[key] for key in ("example",) if key in content]:
                assert_fits(content["schema"], example)
                checked += 1
    assert checked > 20


def test_every_scope_is_described() -> None:
    flow = DOCUMENT["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    assert set(flow["scopes"]) == set(Scope)
