"""Key stopped addresses

Revision: 0055
After: 0054

What an address that takes no mail stands under was a digest of it, which whoever read the database
could compare with a guess. It is keyed with the secret key from now on: each digest is, because
nothing else is left of an address.
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
    connection = op.get_bind()
    (secret, *_) = connection.get_execution_options()["coursedesk_secrets"]
    for name in _TABLES:
        table = sa.table(name, sa.column("address_key", sa.String))
        for key in connection.scalars(sa.select(table.c.address_key).distinct()).all():
            changed = sa.update(table).where(table.c.address_key == key)
            connection.execute(changed.values(address_key=_keyed(secret, key)))


def downgrade() -> None:
    """Leave the keys: no digest is found by them, and letters are sent to those addresses again."""


def _keyed(secret: str, digest: str) -> str:
    return hmac.new(secret.encode(), f"{_PURPOSE}\0{digest}".encode(), sha256).hexdigest()
