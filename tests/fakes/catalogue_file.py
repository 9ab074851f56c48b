"""A catalogue file as product.md shows it, and the same with one thing changed."""

import copy
from typing import Any

CLASS_CODE = "FA-2031-07"
EXAMPLE: dict[str, Any] = {
    "venues": [
        {
            "code": "quay",
            "name": "Quay Hall",
            "address": {
                "line1": "Quay 4",
                "line2": "",
                "city": "Bergen",
                "postal_code": "5003",
                "country": "NO",
            },
        }
    ],
    "programs": [
        {
            "code": "FIRST-AID",
            "kind": "course",
            "title": "First aid",
            "type": "safety",
            "summary": "One day, hands on.",
            "description": "Markdown.",
            "classes": [
                {
                    "code": "FA-2031-07",
                    "venue": "quay",
                    "timezone": "Europe/Oslo",
                    "capacity": 12,
                    "sessions": [{"starts": "2031-03-10T09:00", "ends": "2031-03-10T16:00"}],
                    "enrollment_deadline": "2031-03-01",
                    "cancellation_deadline": "2031-02-20",
                    "prices": [{"label": "Standard", "amount": "4200.00", "currency": "NOK"}],
                    "waiting_list": True,
                    "partners": ["iso", "trainingportal"],
                }
            ],
        }
    ],
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the example with one value put at a path like ``programs.0.title``; ... drops it."""
    document = copy.deepcopy(EXAMPLE)
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = document
    for part in way:
        place = place[part]
    if value is ...:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return document


def of_class(**fields: object) -> dict[str, Any]:
    """Return the example with fields of its class set, or dropped where they are ``...``."""
    document = copy.deepcopy(EXAMPLE)
    entry = document["programs"][0]["classes"][0]
    for name, value in fields.items():
        entry[name] = value
    document["programs"][0]["classes"][0] = {k: v for k, v in entry.items() if v is not ...}
    return document
