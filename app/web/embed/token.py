"""The signed token of an embedded form: what its pages know of one another, without a cookie.

It names the class, the site that shows it, and the form's own key, of which one order may come.
Nothing personal is in it. Not here: what happens to who comes with another (door.py).
"""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

from app.domain.said import marked

# As long as a draft is kept; each page of a form gives out a fresh one.
LASTS = timedelta(hours=24)
_SALT = "embedded-form"


class Wrong(StrEnum):
    """What is wrong with a token; the text is for people."""

    FORGED = marked("This form did not come whole, or not from our page")
    EXPIRED = marked("This form was open for more than a day")
    OTHER_CLASS = marked("This form is another class's")
    OTHER_SITE = marked("This form belongs to another site")
    SENT = marked("This form was sent already")


@dataclass(eq=False)
class TokenRefused(Exception):
    """A token that opens nothing here."""

    why: Wrong

    def __str__(self) -> str:
        return self.why.value


@dataclass(frozen=True, slots=True)
class Embedding:
    """One embedded form: of which class or list, on which site, with which way back.

    ``site`` is an origin, empty where no page said which; ``back`` an address on that site or
    empty; ``language`` the tag that the host's page names; ``key`` names this one form.
    """

    code: str
    site: str = ""
    back: str = ""
    language: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))


class Seal:
    """Signs tokens, and reads those that we signed."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt=_SALT)

    def sealed(self, embedding: Embedding, *, now: datetime) -> str:
        """Return the token, which is read for a day."""
        document = asdict(embedding) | {"at": int(now.timestamp())}
        return str(self._signer.dumps(document))

    def read(self, token: str, *, code: str, now: datetime) -> Embedding:
        """Return what the token says, if it is ours, of this class, and not too old.

        Raises:
            TokenRefused: it is not.
        """
        try:
            document = dict(self._signer.loads(token))
        except (BadData, TypeError, ValueError) as error:
            raise TokenRefused(Wrong.FORGED) from error
        signed_at = document.pop("at", 0)
        if now.timestamp() - signed_at >= LASTS.total_seconds():
            raise TokenRefused(Wrong.EXPIRED)
        embedding = Embedding(**document)
        if embedding.code != code:
            raise TokenRefused(Wrong.OTHER_CLASS)
        return embedding
