"""Let leads have a source and an owner, and people come in from partners

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EMPTY = sa.text("''")


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("name", sa.String(200), nullable=False, server_default=_EMPTY))
    _drop_default("staff", "name")
    for name in ("program", "registration"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
            table.create_foreign_key(f"fk_{name}_owner_id_staff", "staff", ["owner_id"], ["id"])
    _let_people_come_in()
    op.create_table(
        "person_link",
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("external_id", sa.String(255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("source", "external_id", name=op.f("pk_person_link")),
    )
    op.create_index("ix_person_link_person_id", "person_link", ["person_id"])
    with op.batch_alter_table("event") as table:
        table.alter_column("class_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("lead_source_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_event_lead_source_id_lead_source", "lead_source", ["lead_source_id"], ["id"]
        )
        table.create_foreign_key("fk_event_staff_id_staff", "staff", ["staff_id"], ["id"])


def _let_people_come_in() -> None:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    with op.batch_alter_table("person") as table:
        for column in (
            sa.Column("match_phone", sa.String(32), nullable=False, server_default=_EMPTY),
            sa.Column("details", document, nullable=False, server_default=sa.text("'{}'")),
            sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("came_from", sa.String(32), nullable=False, server_default=_EMPTY),
            sa.Column("lead_source_id", sa.Integer(), nullable=True),
            sa.Column("owner_id", sa.Integer(), nullable=True),
            sa.Column("review", sa.String(200), nullable=False, server_default=_EMPTY),
            sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        ):
            table.add_column(column)
        table.create_foreign_key(
            "fk_person_lead_source_id_lead_source", "lead_source", ["lead_source_id"], ["id"]
        )
        table.create_foreign_key("fk_person_owner_id_staff", "staff", ["owner_id"], ["id"])
        table.create_index("ix_person_match_phone", ["match_phone"])
        table.create_index("ix_person_came_from", ["came_from"])
    for name in ("match_phone", "details", "active", "came_from", "review"):
        _drop_default("person", name)
    # Numbers are kept in E.164: a plus, then digits.
    op.execute("UPDATE person SET match_phone = REPLACE(phone, '+', ''), changed_at = created_at")


def _drop_default(table: str, column: str) -> None:
    """Leave values to the product, now that the rows of before have theirs."""
    with op.batch_alter_table(table) as altered:
        altered.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as table:
        table.drop_column("staff_id")
        table.drop_column("lead_source_id")
    op.drop_table("person_link")
    with op.batch_alter_table("person") as table:
        table.drop_index("ix_person_came_from")
        table.drop_index("ix_person_match_phone")
        for name in (
            *("changed_at", "review", "owner_id", "lead_source_id"),
            *("came_from", "active", "details", "match_phone"),
        ):
            table.drop_column(name)
    for name in ("registration", "program"):
        with op.batch_alter_table(name) as table:
            table.drop_column("owner_id")
    with op.batch_alter_table("staff") as table:
        table.drop_column("name")
