"""Asking the site how it is, from the command that started it. Not here: what follows from it."""

import json


def is_telling(host: str, port: int) -> bool:
    """Say whether something waits to be told or is being told now."""
    try:
        backlog = json.loads(_page(host, port, "/readyz"))["backlog"]
        return any(states.get("due") or states.get("in_flight") for states in backlog.values())
    except (ValueError, LookupError, TypeError):
        return False


def answers(host: str, port: int, path: str) -> bool:
    """Say whether the page is there."""
    return bool(_page(host, port, path))


def _page(host: str, port: int, path: str) -> bytes:
    """Return the page, or nothing where none is answered."""
    # Loaded here: the server is started before anybody asks it.
    import http.client

    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.read() if answer.status == http.HTTPStatus.OK else b""
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        connection.close()
