"""PayPal: Orders v2, paid on PayPal's own page. The only place that knows PayPal's words."""
