"""What is known of Stripe without its SDK: its name, how one pays there, in which currencies."""

from app.domain.said import sentence

NAME = "stripe"
WAY = sentence("by card")
# What the metadata of our own intents says, and that of a page's intent does not.
INTENT = "intent"
# Its page "Failed refunds": what its codes mean, for staff. One that is not here is shown as it is.
REFUND_FAILURES = {
    "charge_for_pending_refund_disputed": "the buyer disputes the payment at their bank",
    "declined": "the buyer’s bank declined it",
    "expired_or_canceled_card": "the card has expired or was cancelled",
    "insufficient_funds": "there is too little on our account at Stripe",
    "lost_or_stolen_card": "the card was reported lost or stolen",
    "merchant_request": "it was stopped at Stripe for us",
    "unknown": "Stripe does not say why",
    "canceled": "it was cancelled at Stripe",
}
# Its page "Supported currencies"; which of them an account may settle in is the account's matter.
CURRENCIES = frozenset(
    (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BIF BMD BND BOB BRL BSD BWP BYN BZD CAD "
        "CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF "
        "GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK "
        "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
        "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS "
        "SRD STN SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF "
        "XPF YER ZAR ZMW BHD"
    ).split()
)
