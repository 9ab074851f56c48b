"""Issue papers: receipts, invoices, credit notes, numbered for each legal entity and year

Revision: 0017
After: 0016

A trigger sees to it that no paper is changed or deleted, whoever asks for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "legal_entity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(600), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("registration_number", sa.String(64), nullable=False),
        sa.Column("vat_number", sa.String(64), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("bank", sa.String(200), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("prefix", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entity")),
        sa.UniqueConstraint("code", name=op.f("uq_legal_entity_code")),
    )
    with op.batch_alter_table("program") as table:
        table.add_column(sa.Column("entity_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_program_entity_id_legal_entity", "legal_entity", ["entity_id"], ["id"]
        )
    op.create_table(
        "paper_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(12), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        _refers("paper_series", "entity_id", "legal_entity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_series")),
        sa.UniqueConstraint("entity_id", "year", name=op.f("uq_paper_series_entity_id_year")),
        sa.UniqueConstraint("prefix", "year", name=op.f("uq_paper_series_prefix_year")),
    )
    _causes()
    _papers()
    _freeze()


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _causes() -> None:
    op.create_table(
        "paper_cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(80), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("refund_id", sa.Integer(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        _refers("paper_cause", "order_id", "orders"),
        _refers("paper_cause", "payment_id", "payment"),
        _refers("paper_cause", "refund_id", "refund"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_cause")),
        sa.UniqueConstraint("cause", name=op.f("uq_paper_cause_cause")),
    )
    for column in ("order_id", "payment_id", "refund_id"):
        op.create_index(op.f(f"ix_paper_cause_{column}"), "paper_cause", [column])


def _papers() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("net_minor", big, nullable=False),
        sa.Column("tax_minor", big, nullable=False),
        sa.Column("total_minor", big, nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("moved_at", _MOMENT, nullable=True),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        _refers("paper", "series_id", "paper_series"),
        _refers("paper", "cause_id", "paper_cause"),
        _refers("paper", "order_id", "orders"),
        _refers("paper", "root_id", "paper"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("series_id", "sequence", name=op.f("uq_paper_series_id_sequence")),
        sa.UniqueConstraint("number", name=op.f("uq_paper_number")),
    )
    for column in ("cause_id", "order_id", "root_id"):
        op.create_index(op.f(f"ix_paper_{column}"), "paper", [column])
    op.create_index("ix_paper_issued_on", "paper", ["issued_on", "id"])


def _freeze() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION paper_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'a paper is never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER paper_frozen BEFORE UPDATE OR DELETE ON paper"
            " FOR EACH ROW EXECUTE FUNCTION paper_is_frozen()"
        )
        return
    for deed in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER paper_frozen_{deed} BEFORE {deed.upper()} ON paper"
            " BEGIN SELECT RAISE(ABORT, 'a paper is never changed'); END"
        )


def downgrade() -> None:
    op.drop_table("paper")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION paper_is_frozen()")
    op.drop_table("paper_cause")
    op.drop_table("paper_series")
    with op.batch_alter_table("program") as table:
        table.drop_constraint("fk_program_entity_id_legal_entity", type_="foreignkey")
        table.drop_column("entity_id")
    op.drop_table("legal_entity")
