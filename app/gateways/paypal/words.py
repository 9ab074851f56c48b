"""What is known of PayPal without calling it: its name, how one pays there, in which currencies."""

from app.domain.said import sentence

NAME = "paypal"
WAY = sentence("with PayPal")
# Its page "Currency codes". BRL, CNY, INR and MYR only between accounts of their own country: where
# ours is elsewhere, PayPal says no.
CURRENCIES = frozenset(
    (
        "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR JPY MXN MYR NOK NZD PHP PLN SEK SGD "
        "THB TWD USD"
    ).split()
)
# "This currency does not support decimals": ISO 4217 gives two of them some.
WHOLE = frozenset({"HUF", "JPY", "TWD"})
