"""Stand-ins for the outside: Stripe, PayPal, ISO, the Connector, Trainingportal and a mail inbox.

Imports nothing of the product, so that it cannot share the product's mistakes.
"""
