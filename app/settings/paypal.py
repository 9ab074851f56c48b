"""PayPal's settings, None when it is off. Not here: the client built from them."""

import re
from dataclasses import dataclass, field

from app.settings.reading import Reader, SettingError

LIVE = "https://api-m.paypal.com"


@dataclass(frozen=True, slots=True)
class PayPalSettings:
    """An app of PayPal's dashboard; `webhook_id` is PayPal's name for our webhook there."""

    client_id: str
    client_secret: str = field(repr=False)
    webhook_id: str
    api_base: str
    timeout: float


def read_paypal(reader: Reader) -> PayPalSettings | None:
    """Return PayPal's settings, or None when PAYPAL_CLIENT_ID is unset."""
    client_id = reader.text("PAYPAL_CLIENT_ID")
    if client_id is None:
        return None
    because = "when PAYPAL_CLIENT_ID is set"
    if ":" in client_id:
        raise SettingError("PAYPAL_CLIENT_ID", "must have no colon in it")
    webhook_id = reader.required("PAYPAL_WEBHOOK_ID", because=because)
    if not re.fullmatch("[A-Za-z0-9]{1,50}", webhook_id):
        raise SettingError("PAYPAL_WEBHOOK_ID", "must be letters and digits, as PayPal shows it")
    return PayPalSettings(
        client_id=client_id,
        client_secret=reader.required("PAYPAL_CLIENT_SECRET", because=because),
        webhook_id=webhook_id,
        api_base=reader.partner_address("PAYPAL_API_BASE") or LIVE,
        timeout=reader.number("PAYPAL_TIMEOUT", 20, most=120),
    )
