"""What the sandbox needs to know of one partner to give it a place beside the others."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response

from app.sandbox.shelf import Document


@dataclass(frozen=True, slots=True)
class Part:
    """One partner: where it answers and how it speaks.

    Args:
        name: as in the dials.
        prefix: every address below it is the partner's, its dial applies there.
        blueprint: the addresses themselves.
        refusal: an answer in the partner's own error shape for a status and a message, given the
            path that was called.
        holdings: what the partner was told, by kind, oldest first.
        restock: puts back what the partner has of its own before anybody tells it anything.
    """

    name: str
    prefix: str
    blueprint: Blueprint
    refusal: Callable[[int, str], Response]
    holdings: Callable[[], dict[str, list[Document]]]
    restock: Callable[[], None] = lambda: None
