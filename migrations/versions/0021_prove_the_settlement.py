"""Prove the settlement: what gateways say of their accounts, and what differs

Revision: 0021
After: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_MINOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column(
        "refund", sa.Column("origin", sa.String(40), server_default="desk", nullable=False)
    )
    op.create_index(op.f("ix_refund_gateway_id"), "refund", ["gateway_id"])
    op.create_index(op.f("ix_payment_intent_id"), "payment", ["intent_id"])
    _entries()
    _lists()
    _reports()


def _entries() -> None:
    op.create_table(
        "balance_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("entry_id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("refund_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", _MINOR, nullable=False),
        sa.Column("fee_minor", _MINOR, nullable=False),
        sa.Column("net_minor", _MINOR, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("payer_minor", _MINOR, nullable=False),
        sa.Column("payer_currency", sa.String(3), nullable=False),
        sa.Column("payout_id", sa.String(255), nullable=True),
        sa.Column("occurred_at", _TIME, nullable=False),
        sa.Column("available_on", sa.Date(), nullable=False),
        sa.Column("source_id", sa.String(255), nullable=False),
        sa.Column("intent_id", sa.String(255), nullable=False),
        sa.Column("refund_uid", sa.String(255), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("changed", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_balance_entry_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refund.id"], name=op.f("fk_balance_entry_refund_id_refund")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_entry")),
        sa.UniqueConstraint("entry_id", "gateway", name=op.f("uq_balance_entry_entry_id_gateway")),
    )
    op.create_index(op.f("ix_balance_entry_payment_id"), "balance_entry", ["payment_id"])
    op.create_index(op.f("ix_balance_entry_refund_id"), "balance_entry", ["refund_id"])
    op.create_index("ix_balance_entry_payout", "balance_entry", ["payout_id"])
    op.create_index("ix_balance_entry_intent", "balance_entry", ["intent_id"])
    op.create_index("ix_balance_entry_at", "balance_entry", ["occurred_at"])


def _lists() -> None:
    op.create_table(
        "payout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("payout_id", sa.String(255), nullable=False),
        sa.Column("amount_minor", _MINOR, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("itemised", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("gateway", "payout_id", name=op.f("uq_payout_gateway_payout_id")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("dispute_id", sa.String(255), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", _MINOR, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("evidence_due", _TIME, nullable=True),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("closed_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("gateway", "dispute_id", name=op.f("uq_dispute_gateway_dispute_id")),
    )
    op.create_index(op.f("ix_dispute_payment_id"), "dispute", ["payment_id"])
    op.create_index(op.f("ix_dispute_state"), "dispute", ["state"])
    op.create_table(
        "account_reading",
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("read_until", _TIME, nullable=True),
        sa.Column("tried_at", _TIME, nullable=False),
        sa.Column("trouble", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_account_reading")),
    )


def _reports() -> None:
    op.create_table(
        "settlement_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("explained", sa.Integer(), nullable=False),
        sa.Column("totals", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_report")),
    )
    op.create_index("ix_settlement_report_gateway_at", "settlement_report", ["gateway", "at"])
    op.create_table(
        "money_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("mends", sa.String(80), nullable=False),
        sa.Column("order_reference", sa.String(32), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("decided_by", sa.String(320), nullable=False),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("found_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_difference")),
        sa.UniqueConstraint(
            "gateway",
            "kind",
            "about",
            "key",
            name=op.f("uq_money_difference_gateway_kind_about_key"),
        ),
    )
    op.create_index("ix_money_difference_state", "money_difference", ["state"])


def downgrade() -> None:
    for table in (
        *("money_difference", "settlement_report", "account_reading"),
        *("dispute", "payout", "balance_entry"),
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_payment_intent_id"), "payment")
    op.drop_index(op.f("ix_refund_gateway_id"), "refund")
    op.drop_column("refund", "origin")
