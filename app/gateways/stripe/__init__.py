"""Stripe: Checkout on Stripe's own page. The only place that knows Stripe's SDK and words."""
