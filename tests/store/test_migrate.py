"""Claims about migrations: from nothing to the mapped classes, on both databases, without drift."""

from alembic import command
from sqlalchemy import inspect, text

from app.store.database import Database, open_database
from app.store.migrate import config_for, drift, is_current, upgrade
from app.store.tables import METADATA


def test_an_empty_database_becomes_the_mapped_classes(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    assert not is_current(database)
    upgrade(database)
    assert is_current(database)
    assert drift(database) == []
    tables = set(inspect(database.engine).get_table_names())
    assert set(METADATA.tables) <= tables
    database.close()


def test_upgrading_again_changes_nothing(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    upgrade(database)
    upgrade(database)
    assert drift(database) == []
    database.close()


def test_a_missing_column_is_seen_as_drift(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    upgrade(database)
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE orders DROP COLUMN company")
    assert drift(database) != []
    database.close()


def test_what_channels_have_taken_before_is_counted_from_the_ledger(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0010")
    _add_a_class_with_a_ledger(database)
    upgrade(database)
    assert drift(database) == []
    with database.engine.connect() as connection:
        counted = connection.execute(
            text("SELECT web_taken, trainingportal_taken, staff_taken FROM course_class")
        ).one()
        kinds = connection.execute(text("SELECT kind FROM seat_change ORDER BY id")).scalars().all()
        meetings = connection.execute(text("SELECT count(*) FROM meeting")).scalar_one()
    assert tuple(counted) == (1, 2, 0)
    assert kinds == ["taken", "taken", "given_back"]
    assert meetings == 1
    database.close()


def test_places_at_a_price_are_counted_from_those_who_have_a_seat(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0015")
    _add_a_class_with_a_ledger(database)
    _add_places_at_a_price(database, "held", "confirmed", "no_show", "expired", "cancelled")
    upgrade(database)
    assert drift(database) == []
    with database.engine.connect() as connection:
        options = connection.execute(
            text("SELECT label, kind, least, taken, tax_mode FROM price_option ORDER BY id")
        ).all()
    assert [tuple(each) for each in options] == [
        ("Standard", "standard", 1, 3, "none"),
        ("Other", "standard", 1, 0, "none"),
    ]
    database.close()


def test_an_order_of_before_has_no_language_and_so_its_sellers(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0010")
    _add_a_class_with_a_ledger(database)
    upgrade(database)
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT language FROM orders")).scalars().all()
    assert found == ["", ""]
    database.close()


def test_uses_of_vouchers_are_counted_by_class_from_those_not_given_back(
    bare_database_url: str,
) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0018")
    _add_a_class_with_a_ledger(database)
    _add_places_at_a_price(database, "confirmed", "confirmed", "expired")
    _bring_to(database, "0019")
    _add_uses(database)
    upgrade(database)
    assert drift(database) == []
    with database.engine.connect() as connection:
        counted = connection.execute(
            text("SELECT voucher_id, class_id, used, most FROM voucher_class")
        ).all()
    assert [tuple(each) for each in counted] == [(1, 1, 2, None)]
    database.close()


def _add_uses(database: Database) -> None:
    """Have a voucher used by three places, of which one gave its use back."""
    moment = "'2031-01-10 12:00:00+00:00'"
    statements = [
        "INSERT INTO voucher (id, code, shown, name, batch, kind, percent, amount_minor,"
        " balance_minor, currency, extras_too, class_code, program_code, opens, used, active,"
        " made_by, made_at, changed_by) VALUES (1, 'FAIR', 'FAIR', '', '', 'free', 0, 0, 0, '',"
        f" false, '', '', '', 2, true, '', {moment}, '')"
    ]
    for place, given_back in ((1, "NULL"), (2, "NULL"), (3, moment)):
        statements.append(
            "INSERT INTO voucher_redemption (voucher_id, order_id, registration_id, person_key,"
            " uses, amount_minor, currency, at, given_back_at, given_back) VALUES"
            f" (1, 1, {place}, 'x', 1, 0, 'NOK', {moment}, {given_back}, '')"
        )
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _add_places_at_a_price(database: Database, *states: str) -> None:
    moment = "'2031-01-10 12:00:00+00:00'"
    statements = [
        "INSERT INTO price_option (id, class_id, label, amount_minor, currency, withdrawn)"
        f" VALUES ({number}, 1, '{label}', 420000, 'NOK', false)"
        for number, label in ((1, "Standard"), (2, "Other"))
    ]
    statements += [
        "INSERT INTO registration (reference, order_id, class_id, price_option_id, price_minor,"
        " position, name, email, phone, comment, answers, channel, state, state_reason, created_at)"
        f" VALUES ('R-{number}', 1, 1, 1, 420000, 0, '', '', '', '', '{{}}', 'web', '{state}', '',"
        f" {moment})"
        for number, state in enumerate(states)
    ]
    _run(database, *statements)


def _run(database: Database, *statements: str) -> None:
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _bring_to(database: Database, revision: str) -> None:
    engine = database.engine.execution_options(coursedesk_writes=True)
    with engine.begin() as connection:
        command.upgrade(config_for(connection), revision)


def _add_a_class_with_a_ledger(database: Database) -> None:
    """Have two seats taken by the site, of which staff gave one back, and two by a partner."""
    moment = "'2031-01-10 12:00:00+00:00'"
    statements = [
        "INSERT INTO program (id, code, slug, kind, title, type, summary, description)"
        " VALUES (1, 'FA', 'fa', 'course', 'First aid', 'safety', '', '')",
        "INSERT INTO course_class (id, code, program_id, online_url, timezone, capacity, taken,"
        " state, starts_at, ends_at, waiting_list, partners, refuses_late) VALUES"
        f" (1, 'FA-1', 1, '', 'Europe/Oslo', 5, 3, 'published', {moment}, {moment}, false, '[]',"
        " false)",
        f"INSERT INTO meeting (id, class_id, starts_at, ends_at) VALUES (1, 1, {moment}, {moment})",
    ]
    for number, channel in ((1, "web"), (2, "trainingportal")):
        statements.append(
            "INSERT INTO orders (id, reference, name, email, phone, company, channel, currency,"
            f" total_minor, paid_minor, created_at) VALUES ({number}, 'CD-{number}', '', '', '',"
            f" '', '{channel}', 'XXX', 0, 0, {moment})"
        )
    for order, change, channel in ((1, 2, "web"), (2, 2, "trainingportal"), (1, -1, "staff")):
        statements.append(
            "INSERT INTO seat_change (class_id, order_id, change, reason, channel, at)"
            f" VALUES (1, {order}, {change}, 'registered', '{channel}', {moment})"
        )
    _run(database, *statements)


def test_an_order_with_a_place_that_moved_costs_what_the_place_costs(
    bare_database_url: str,
) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0023")
    _add_a_class_with_a_ledger(database)
    _add_places_at_a_price(database, "cancelled", "confirmed")
    _run(
        database,
        "UPDATE orders SET currency = 'NOK', total_minor = 840000",
        "UPDATE registration SET price_minor = 300000 WHERE reference = 'R-1'",
    )
    upgrade(database)
    with database.engine.connect() as connection:
        totals = connection.execute(text("SELECT total_minor FROM orders ORDER BY id")).scalars()
        assert totals.all() == [300000, 840000]
    database.close()


def test_of_before_only_what_nobody_was_told_of_was_a_mistake(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0031")
    _add_a_class_with_a_ledger(database)
    undone, told = "'2031-01-10 12:00:00+00:00'", "'2031-01-11 12:00:00+00:00'"
    payment = (
        "INSERT INTO payment (id, uid, order_id, gateway, amount_minor, currency, state, reason,"
        " url, created_at, expires_at) VALUES"
        " ({id}, '{id}', 1, '{gateway}', 700, 'XXX', 'paid', '', '', {at}, {at})"
    )
    refund = (
        "INSERT INTO refund (uid, payment_id, amount_minor, currency, reason, state, attempt,"
        " words, asked_by, due_at, created_at, made_at) VALUES"
        " ('{uid}', {payment}, 100, 'XXX', '{reason}', '{state}', 0, '', 'kim', {at}, {at}, {at})"
    )
    mistake = {"payment": 1, "reason": "written down by mistake", "state": "made", "at": undone}
    cases = {
        "undone": mistake,
        "handed-back": {**mistake, "at": told},
        "waits": {**mistake, "state": "asked"},
        "other-words": {**mistake, "reason": "overcharged"},
        "by-card": {**mistake, "payment": 2},
    }
    _run(
        database,
        payment.format(id=1, gateway="cash", at=undone),
        payment.format(id=2, gateway="stripe", at=undone),
        *(refund.format(uid=uid, **each) for uid, each in cases.items()),
        "INSERT INTO event (uid, kind, order_id, facts, request_id, at) VALUES"
        f" ('e', 'order.money_returned', 1, '{{}}', '', {told})",
    )
    upgrade(database)
    with database.engine.connect() as connection:
        found = connection.execute(
            text("SELECT uid FROM refund WHERE own_reason = 'mistake'")
        ).scalars()
        assert found.all() == ["undone"]
    database.close()


def test_what_was_waived_before_is_what_an_order_to_be_paid_later_lacks(
    bare_database_url: str,
) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0031")
    _add_a_class_with_a_ledger(database)
    _add_places_at_a_price(database, "confirmed", "confirmed")
    moment = "'2031-01-01 00:00:00'"
    _run(
        database,
        "UPDATE orders SET currency = 'NOK', total_minor = 420000, owed_minor = 120000",
        "UPDATE registration SET price_minor = 420000",
        "UPDATE registration SET order_id = 2 WHERE reference = 'R-1'",
        *(
            "INSERT INTO payment_terms (order_id, plan, later_minor, unpaid, kept_minor, agreed_at)"
            f" VALUES ({order}, 'door', 420000, 'staff', 0, {moment})"
            for order in (1, 2)
        ),
        "INSERT INTO payment (id, uid, url, order_id, gateway, amount_minor, currency, state,"
        f" reason, created_at, expires_at) VALUES (1, 'p-1', '', 2, 'cash', 300000, 'NOK', 'paid',"
        f" '', {moment}, {moment})",
    )
    upgrade(database)
    assert drift(database) == []
    with database.engine.connect() as connection:
        waived = connection.execute(text("SELECT waived_minor FROM orders ORDER BY id")).scalars()
        assert waived.all() == [300000, 0]
    database.close()


def test_an_entry_that_was_read_before_is_still_listed(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    _bring_to(database, "0031")
    _run(
        database,
        "INSERT INTO balance_entry (gateway, entry_id, kind, amount_minor, fee_minor, net_minor,"
        " currency, payer_minor, payer_currency, occurred_at, available_on, source_id, intent_id,"
        " refund_uid, words, changed) VALUES ('stripe', 'txn_1', 'fee', 1, 0, 1, 'NOK', 1, 'NOK',"
        " '2031-01-01 00:00:00', '2031-01-01', '', '', '', '', '')",
    )
    upgrade(database)
    with database.engine.connect() as connection:
        listed = text("SELECT count(*) FROM balance_entry WHERE listed_at = occurred_at")
        assert connection.execute(listed).scalar_one() == 1
    database.close()
