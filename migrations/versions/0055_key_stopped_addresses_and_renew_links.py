"""Key stopped addresses and renew links

Revision: 0055
After: 0054

What an address that takes no mail stands under was a digest of it, which whoever read the database
could compare with a guess. It is keyed with the secret key from now on: each digest is, because
nothing else is left of an address. An order knows how often its link was renewed.
"""

import hmac
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_TABLES = ("bounce", "stopped_address")
_PURPOSE = "takes no mail"


def upgrade() -> None:
    op.add_column(
        "orders", sa.Column("link_turn", sa.Integer(), server_default="0", nullable=False)
    )
    connection = op.get_bind()
    (secret, *_) = connection.get_execution_options()["coursedesk_secrets"]
    for name in _TABLES:
        table = sa.table(name, sa.column("address_key", sa.String))
        for key in connection.scalars(sa.select(table.c.address_key).distinct()).all():
            changed = sa.update(table).where(table.c.address_key == key)
            connection.execute(changed.values(address_key=_keyed(secret, key)))


def downgrade() -> None:
    # The keys stay: no digest is found by them, and letters are sent to those addresses again.
    op.drop_column("orders", "link_turn")


def _keyed(secret: str, digest: str) -> str:
    return hmac.new(secret.encode(), f"{_PURPOSE}\0{digest}".encode(), sha256).hexdigest()
