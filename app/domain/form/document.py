"""A form as it is kept: a list of JSON objects. Not here: what people write of one (catalogue/)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.form.condition import AllOf, AnyOf, Compare, Condition, How
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)

Document = Mapping[str, Any]


def questions_from(document: Sequence[Document]) -> tuple[Question, ...]:
    """Read a form as it is kept: what ``document_of`` gave for each of its entries."""
    return tuple(map(_question, document))


def _question(item: Document) -> Question:
    return Question(
        key=str(item["key"]),
        kind=QuestionKind(item["kind"]),
        label=str(item["label"]),
        required=bool(item.get("required", False)),
        help=str(item.get("help", "")),
        options=tuple(map(_option, item.get("options") or ())),
        limits=_limits(item.get("limits", {})),
        default=str(item.get("default", "")),
        scope=Scope(item.get("scope", Scope.PARTICIPANT)),
        audience=Audience(item.get("audience", Audience.PARTICIPANT)),
        condition=condition_from(item.get("condition")),
        sensitive=bool(item.get("sensitive", False)),
        retention_days=item.get("retention_days"),
        told_as=dict(item.get("told_as", {})),
        wordings={code: Wording(**words) for code, words in item.get("wordings", {}).items()},
    )


def _option(item: str | Document) -> Option:
    # One that is nothing but its text was always kept as that.
    return Option(item) if isinstance(item, str) else Option(**item)


def _limits(item: Document) -> Limits:
    return Limits(**{**item, "types": tuple(item.get("types", ()))})


def condition_from(item: Document | None) -> Condition | None:
    """Read a condition: ``{"all": […]}``, ``{"any": […]}`` or ``{"key", "how", "values"}``."""
    return None if not item else _condition(item)


def _condition(item: Document) -> Condition:
    if "all" in item:
        return AllOf(tuple(map(_condition, item["all"])))
    if "any" in item:
        return AnyOf(tuple(map(_condition, item["any"])))
    return Compare(str(item["key"]), How(item["how"]), tuple(map(str, item.get("values", ()))))


def document_of(question: Question) -> dict[str, Any]:
    """Return an entry as it is kept; what is as it is by itself is left out."""
    document: dict[str, Any] = {
        "key": question.key,
        "kind": question.kind.value,
        "label": question.label,
        "required": question.required,
        "help": question.help,
        "options": [_option_document(option) for option in question.options],
    }
    further = {
        "limits": _without_empty(
            least=question.limits.least,
            most=question.limits.most,
            mask=question.limits.mask,
            mask_help=question.limits.mask_help,
            types=list(question.limits.types),
        ),
        "default": question.default,
        "scope": "" if question.scope is Scope.PARTICIPANT else question.scope.value,
        "audience": "" if question.audience is Audience.PARTICIPANT else question.audience.value,
        "condition": condition_document(question.condition),
        "sensitive": question.sensitive,
        "told_as": dict(question.told_as),
        "wordings": {code: _wording(words) for code, words in question.wordings.items()},
    }
    if question.retention_days is not None:
        document["retention_days"] = question.retention_days
    return document | _without_empty(**further)


def condition_document(condition: Condition | None) -> dict[str, Any] | None:
    """Return a condition as it is kept, and as a page hands it to the browser."""
    match condition:
        case None:
            return None
        case AllOf(parts):
            return {"all": [condition_document(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_document(part) for part in parts]}
        case _:
            return {
                "key": condition.key,
                "how": condition.how.value,
                "values": list(condition.values),
            }


def _option_document(option: Option) -> str | dict[str, str]:
    if not (option.label or option.extra):
        return option.value
    return {"value": option.value, **_without_empty(label=option.label, extra=option.extra)}


def _wording(words: Wording) -> dict[str, Any]:
    return _without_empty(
        label=words.label, help=words.help, mask_help=words.mask_help, options=dict(words.options)
    )


def _without_empty(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
