"""The limit: a Flask application with nothing in it, on the same server and database.

Here: a list of 50 rows, a page of one row, and a transaction of the shape of a registration (a
conditional UPDATE, an order row, an outbox row). Nothing of the product is used, and nothing is
left out that it must do too: the same database driver, write-ahead log and kinds of transaction.
"""

import json
import os
import secrets
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from werkzeug.wrappers import Response

ADDRESS = "BARE_DATABASE_URL"
CLASSES = 50
OPEN = "OPEN"
SEATS = 100

_METADATA = MetaData()
_CLASS = Table(
    "bare_class",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), unique=True),
    Column("title", String(200)),
    Column("starts_at", DateTime(timezone=True)),
    Column("capacity", Integer),
    Column("taken", Integer),
)
_ORDER = Table(
    "bare_order",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("reference", String(32), unique=True),
    Column("class_code", String(64)),
    Column("name", String(200)),
    Column("email", String(320)),
    Column("created_at", DateTime(timezone=True)),
)
_OUTBOX = Table(
    "bare_outbox",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("reference", String(32)),
    Column("kind", String(64)),
    Column("body", Text),
    Column("due_at", DateTime(timezone=True)),
)

_EVERY_CLASS = select(_CLASS).where(_CLASS.c.id <= CLASSES).order_by(_CLASS.c.starts_at)
_ONE_CLASS = select(_CLASS).where(_CLASS.c.code == bindparam("code"))
_ONE_ORDER = select(_ORDER).where(_ORDER.c.reference == bindparam("reference"))
_TAKE = (
    update(_CLASS)
    .where(_CLASS.c.code == bindparam("wanted"), _CLASS.c.taken < _CLASS.c.capacity)
    .values(taken=_CLASS.c.taken + 1)
)
_ADD_ORDER = insert(_ORDER).inline()
_ADD_NEWS = insert(_OUTBOX).inline()

_TEMPLATES = {
    "list.html": """<!doctype html><html lang="en"><title>Classes</title><h1>Classes</h1><ul>
{% for each in classes %}<li><a href="/one/{{ each.code }}">{{ each.title }}</a>
{{ each.starts_at }}: {{ each.capacity - each.taken }} left</li>
{% endfor %}</ul></html>""",
    "one.html": """<!doctype html><html lang="en"><title>{{ row.code }}</title><h1>{{ title }}</h1>
<p>{{ row.title }}, {{ row.starts_at }}: {{ row.capacity - row.taken }} left</p></html>""",
    "order.html": """<!doctype html><html lang="en"><title>Order</title><h1>{{ row.reference }}</h1>
<p>{{ row.name }}, {{ row.class_code }}: confirmed</p></html>""",
    "full.html": """<!doctype html><html lang="en"><title>Full</title><h1>Full</h1></html>""",
}


def make_app(url: str = "") -> Flask:
    """Return the bare application on a database, or on the one that the environment names."""
    engine = _engine(url or os.environ[ADDRESS])
    readers = _readers(engine)
    app = Flask("bare")
    app.jinja_loader = DictLoader(_TEMPLATES)

    @app.get("/list")
    def classes() -> str:
        with readers.connect() as connection:
            rows = connection.execute(_EVERY_CLASS).all()
        return render_template("list.html", classes=rows)

    def one(code: str) -> str:
        with readers.connect() as connection:
            row = connection.execute(_ONE_CLASS, {"code": code}).one()
        return render_template("one.html", row=row, title=request.form.get("name", "A class"))

    for name in ("one", "form", "check"):
        app.add_url_rule(f"/{name}/<code>", name, one, methods=["GET", "POST"])

    @app.post("/send/<code>")
    def send(code: str) -> str | Response | tuple[str, int]:
        reference = _register(engine, code, name=request.form["name"], email=request.form["email"])
        if reference is None:
            return render_template("full.html"), HTTPStatus.CONFLICT
        return redirect(f"/order/{reference}", HTTPStatus.SEE_OTHER)

    @app.get("/order/<reference>")
    def order(reference: str) -> str:
        with readers.connect() as connection:
            row = connection.execute(_ONE_ORDER, {"reference": reference}).one()
        return render_template("order.html", row=row)

    return app


def _register(engine: Engine, code: str, *, name: str, email: str) -> str | None:
    """Take a seat, write the order and one outbox row; None when there was no seat."""
    reference, now = secrets.token_hex(8), datetime.now(UTC)
    order = {"reference": reference, "class_code": code, "name": name, "email": email}
    news = {"reference": reference, "kind": "registered", "body": json.dumps(order)}
    with engine.begin() as connection:
        if connection.execute(_TAKE, {"wanted": code}).rowcount != 1:
            return None
        connection.execute(_ADD_ORDER, {**order, "created_at": now})
        connection.execute(_ADD_NEWS, {**news, "due_at": now})
    return reference


def lay_out(url: str, *, rushes: int) -> None:
    """Make the tables: fifty classes with room for everybody, and some with a hundred seats."""
    engine = _engine(url)
    day = datetime(2040, 1, 1, tzinfo=UTC)
    codes = [OPEN, *(f"C{n}" for n in range(1, CLASSES)), *(rush_code(n) for n in range(rushes))]
    rows = [
        {
            "code": code,
            "title": f"A class with a title of some length, number {number}",
            "starts_at": day,
            "capacity": SEATS if number >= CLASSES else 10**9,
            "taken": 0,
        }
        for number, code in enumerate(codes)
    ]
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        connection.execute(insert(_CLASS), rows)
    engine.dispose()


def rush_code(number: int) -> str:
    """Return the code of a class with a hundred seats."""
    return f"RUSH-{number}"


def seated(url: str, code: str) -> tuple[int, int]:
    """Return the class's counter and the number of its orders."""
    engine = _engine(url)
    with engine.connect() as connection:
        taken = connection.execute(_ONE_CLASS, {"code": code}).one().taken
        orders = connection.execute(select(_ORDER.c.id).where(_ORDER.c.class_code == code)).all()
    engine.dispose()
    return taken, len(orders)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=10)
    engine = create_engine(url, connect_args={"timeout": 20})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _readers(engine: Engine) -> Engine:
    """Return the engine for reading without a transaction: one word to the database and back."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(only_reads=True)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("only_reads"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
