"""PayPal's stand-in: tokens, orders, captures, refunds, the page where one agrees, webhooks."""
