"""How we show the Connector who calls (connector.md S1); no revision asks for it yet.

Each way is the headers it adds; a further way is one function.
"""

from base64 import b64encode
from collections.abc import Mapping

Headers = Mapping[str, str]


def nobody() -> Headers:
    """Show nothing: the ids in the documents are all there is (section 3)."""
    return {}


def basic(user: str, password: str) -> Headers:
    """Show a user name and a password (HTTP Basic, UTF-8)."""
    pair = b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def token(header: str, value: str) -> Headers:
    """Show a token in a header of the name agreed."""
    return {header: value}
