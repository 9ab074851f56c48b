"""Every address of the product, by method, with who it is for. A new one is added here first."""

ENDPOINTS = {
    # People.
    "GET /": "public",
    "GET /programs": "public",
    "GET /programs/<slug>": "public",
    "GET /programs/<slug>/picture.svg": "public",
    "GET /classes/<code>": "public",
    "GET /classes/<code>/register": "public",
    "POST /classes/<code>/register": "public",
    "GET /classes/<code>/register/<token>": "draft_token",
    "POST /classes/<code>/register/<token>": "draft_token",
    "GET /orders/<reference>": "order_token",
    "GET /orders/<reference>/calendar.ics": "order_token",
    "GET /orders/<reference>/cancel": "order_token",
    "POST /orders/<reference>/cancel": "order_token",
    "POST /orders/<reference>/check": "order_token",
    "POST /orders/<reference>/pay": "order_token",
    "GET /static/<path:name>": "public",
    # Staff.
    "GET /staff/sign-in": "public",
    "POST /staff/sign-in": "public",
    "POST /staff/sign-out": "staff",
    "GET /staff/password": "staff",
    "POST /staff/password": "staff",
    "GET /staff/": "staff",
    "GET /staff/registrations": "staff",
    "POST /staff/registrations": "staff",
    "GET /staff/registrations/<reference>": "staff",
    "GET /staff/orders/<reference>": "staff",
    "GET /staff/deliveries": "staff",
    "POST /staff/deliveries/<int:delivery_id>/retry": "staff",
    "POST /staff/deliveries/<int:delivery_id>/skip": "staff",
    "GET /staff/exchanges": "staff",
    "GET /staff/exchanges/<int:exchange_id>": "staff",
    "GET /staff/reconcile": "staff",
    "POST /staff/reconcile/<int:difference_id>": "staff",
    "POST /staff/destinations/<destination>/try": "staff",
    "POST /staff/refunds/<refund_uid>/retry": "staff",
    # Stripe and partners.
    "POST /webhooks/stripe": "signature",
    "GET /partners/trainingportal/<key>/reserve": "partner",
    "GET /partners/trainingportal/<key>/cancel": "partner",
    "GET /partners/trainingportal/<key>/cancel/<reference>": "partner",
    # Operators.
    "GET /healthz": "operator",
    "GET /readyz": "operator",
    "GET /metrics": "operator",
}

# Trainingportal reserves and cancels by GET; nothing else may write when it is read.
WRITE_ON_GET = {
    "GET /partners/trainingportal/<key>/reserve",
    "GET /partners/trainingportal/<key>/cancel",
    "GET /partners/trainingportal/<key>/cancel/<reference>",
}
