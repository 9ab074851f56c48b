"""Imports the house forbids: each must be caught when it is sown. Not here: the contracts."""

# Who imports, and what; the module the line is added to exists, or is made.
BREACHES = (
    ("app.domain.money", "app.store.venue"),
    ("app.domain.money", "app.settings.reading"),
    ("app.domain.money", "sqlalchemy"),
    ("app.domain.order", "flask"),
    ("app.store.venue", "app.usecases.register"),
    ("app.store.program", "app.queries"),
    ("app.store.venue", "werkzeug"),
    ("app.usecases.register", "app.usecases.settle_payment"),
    ("app.usecases.register", "app.web.site"),
    ("app.usecases.settle_payment", "app.gateways"),
    ("app.usecases.deliver", "app.logs"),
    ("app.usecases.open_checkout", "stripe"),
    ("app.queries.sown", "httpx"),
    ("app.queries.sown", "app.partners"),
    ("app.web.site", "app.jobs"),
    ("app.web.site", "app.store.venue"),
    ("app.web.site", "sqlalchemy"),
    ("app.web.site", "app.settings"),
    ("app.jobs.worker", "app.partners.iso"),
    ("app.jobs.worker", "lxml"),
    ("app.partners.iso", "app.mail"),
    ("app.partners.iso", "redis"),
    ("app.gateways.registry", "app.commands.line"),
    ("app.commands.line", "app.factory"),
    ("app.commands.line", "rq"),
    ("app.mail", "authlib"),
    ("app.parts", "app.usecases.register"),
    ("app.parts", "app.store.venue"),
    ("app.logs", "app.parts"),
    ("app.sandbox.shelf", "app.domain.money"),
    ("app.sandbox.shelf", "app.web.site"),
)
# A room nobody planned; the list of layers is exhaustive.
DRAWER = "app.utils"
