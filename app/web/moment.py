"""When a form was first shown to somebody, signed: it goes along with the form, and comes back."""

from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

FIELD = "moment"
# What is older says nothing any more, as a draft.
_LONGEST = 24 * 60 * 60


class Moments:
    """Signs moments, each for one class's form."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="when a form was shown")

    def now(self, code: str, moment: datetime) -> str:
        """Return the moment, signed."""
        return str(self._signer.dumps([code, int(moment.timestamp())]))

    def since(self, text: str, code: str, moment: datetime) -> float | None:
        """Return how many seconds ago the form was shown, or None where the text does not say."""
        try:
            of, shown = self._signer.loads(text[:500])
        except (BadSignature, ValueError, TypeError):
            return None
        seconds = moment.timestamp() - shown
        return seconds if of == code and 0 <= seconds <= _LONGEST else None
