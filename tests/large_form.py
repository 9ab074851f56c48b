"""A form as large as they come: sixty fields, twenty of them on a condition. Here is no claim."""

from collections.abc import Iterator, Sequence

PARTS = 10
FIELDS = 60
CONDITIONS = 20
_KINDS = "number date phone email time country address long_text choices text".split()
_CHOICE = ["Never", "Now and then", "Every week", "Other"]
Entry = dict[str, object]


def large_form() -> tuple[Entry, ...]:
    """Return its entries, as a catalogue file and a form's document have them."""
    return tuple(entry for part in range(PARTS) for entry in _part(part))


def answers(*, prefix: str) -> dict[str, str | Sequence[str]]:
    """Return what somebody answers, each under the name that its field has on the page.

    In every second part the condition holds, so that ten of those fields are asked.
    """
    written = {name: value for part in range(PARTS) for name, value in _answers(part)}
    return {f"{prefix}q-{name}": value for name, value in written.items()}


def _part(part: int) -> Iterator[Entry]:
    yield {"key": f"part_{part}", "kind": "section", "label": f"What we ask you, part {part + 1}"}
    done, often = f"done_{part}", f"often_{part}"
    yield {"key": done, "kind": "yes_no", "label": f"Have you done number {part + 1} before?"}
    yield {
        "key": f"where_{part}",
        "kind": "text",
        "label": "Where was that?",
        "required": True,
        "condition": {"key": done, "how": "equals", "values": ["yes"]},
    }
    yield {"key": often, "kind": "choice", "label": "How often do you do it?", "options": _CHOICE}
    yield {
        "key": f"other_{part}",
        "kind": "text",
        "label": "What else, then?",
        "required": True,
        "condition": {"key": often, "how": "equals", "values": ["Other"]},
    }
    kind = _KINDS[part]
    yield {
        "key": f"one_{part}",
        "kind": kind,
        "label": f"A question of the kind {kind}",
        **({"options": _CHOICE} if kind == "choices" else {}),
    }
    yield {
        "key": f"note_{part}",
        "kind": "text",
        "label": "Is there more that we should know?",
        "help": "A few words are enough; whoever teaches the class reads them before it begins.",
    }


def _answers(part: int) -> Iterator[tuple[str, str | Sequence[str]]]:
    yield f"done_{part}", "yes" if part % 2 else "no"
    if part % 2:
        yield f"where_{part}", "At the quay"
    yield f"often_{part}", "Every week" if part % 2 else "Other"
    if not part % 2:
        yield f"other_{part}", "In the summer"
    yield (
        f"one_{part}",
        {
            "number": "7",
            "date": "1990-05-17",
            "phone": "+47 22 12 34 56",
            "email": "kim@example.org",
            "time": "06:30",
            "country": "NO",
            "address": ["Quay 4", "", "5003", "Bergen", "NO"],
            "long_text": "Two lines,\r\nof which this is the second.",
            "choices": ["Never", "Other"],
            "text": "Nothing",
        }[_KINDS[part]],
    )
    yield f"note_{part}", "Nothing that comes to mind"
