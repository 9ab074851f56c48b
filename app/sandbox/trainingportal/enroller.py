"""Acting as Trainingportal: asking the product for a seat by GET, and giving one back (section 7).

Here: the two calls and reading their answers, JSON or XML. Not here: who presses the button.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from lxml import etree

SECONDS = 10.0
# Names on the wire by the control API's names; only the class is certain to be sent.
RESERVING = {
    "studentFirstName": "studentFirstName",
    "studentLastName": "studentLastName",
    "studentEmail": "studentEmailAddress",
    "studentPhone": "studentPhoneNumber",
    "studentBirthDate": "studentBirthDate",
    "enrollerFirstName": "enrollerFirstName",
    "enrollerLastName": "enrollerLastName",
    "enrollerEmail": "enrollerEmailAddress",
    "enrollerPhone": "enrollerPhoneNumber",
    "company": "company",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product said: the HTTP status (0: no answer), and its fields as text."""

    status: int
    fields: dict[str, str]

    def says(self, name: str) -> bool:
        """Whether the flag is true, however it is typed (T3)."""
        return self.fields.get(name, "").lower() == "true"


class Enroller:
    """Calls the two addresses the product gave to Mintra's support."""

    def __init__(self, product_url: str, key: str) -> None:
        self._base = f"{product_url}/partners/trainingportal/{key}"

    def reserve(self, wanted: Mapping[str, str]) -> Answer:
        """Ask for a seat; comment and purchase order are not part of this call."""
        query = {"courseClassExternalId": wanted.get("class", "")}
        query |= {spelt: wanted[name] for name, spelt in RESERVING.items() if wanted.get(name)}
        return self._get("reserve", query)

    def cancel(self, reference: str, parameter: str) -> Answer:
        """Give a seat back; ``parameter`` is one of the two names the document uses (T5)."""
        return self._get("cancel", {parameter: reference})

    def _get(self, verb: str, query: Mapping[str, str]) -> Answer:
        try:
            response = httpx.get(
                f"{self._base}/{verb}",
                params=dict(query),
                timeout=SECONDS,
                trust_env=False,
                headers={"Accept": "application/json"},
            )
        except httpx.HTTPError as error:
            return Answer(0, {"errorMessage": f"no answer: {type(error).__name__}"})
        return Answer(response.status_code, _read(response.content))


def _read(body: bytes) -> dict[str, str]:
    try:
        found = json.loads(body)
    except ValueError:
        return _read_xml(body)
    if not isinstance(found, dict):
        return {"errorMessage": "the answer is no object"}
    return {str(name): _text(value) for name, value in found.items()}


def _read_xml(body: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return {"errorMessage": "the answer is neither JSON nor XML"}
    return {etree.QName(each).localname: each.text or "" for each in tree if str(each.tag)}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
