"""What the server of a crowd's processes loads once, so that each of them starts in no time."""

from sqlalchemy.orm import configure_mappers

from app.partners.http import tls
from tests.races import (
    api_calls,
    deeds,
    due_money,
    embed_deeds,
    form_deeds,
    held_deeds,
    limited_deeds,
    line_deeds,
    nights,
    numbering,
    paypal_deeds,
    price_deeds,
    refunding,
    seat_deeds,
)

__all__ = [
    "api_calls",
    "deeds",
    "due_money",
    "embed_deeds",
    "form_deeds",
    "held_deeds",
    "limited_deeds",
    "line_deeds",
    "nights",
    "numbering",
    "paypal_deeds",
    "price_deeds",
    "refunding",
    "seat_deeds",
]

configure_mappers()
tls()
