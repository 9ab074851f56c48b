"""The calls ISO offers that we make (iso.md 4), with token and headers. Not here: when."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.contract import Unreachable
from app.partners.http import Answer, Call, Caller, Reply
from app.partners.iso.token import TokenDesk


class IsoClient:
    """Speaks to ISO's API; ``system_token`` is sent beside the bearer token when set (I9)."""

    def __init__(self, caller: Caller, tokens: TokenDesk, *, system_token: str = "") -> None:
        self._caller = caller
        self._tokens = tokens
        self._system_token = system_token

    def create(self, body: Mapping[str, Any], *, key: str, until: float) -> Reply | Unreachable:
        """Create a registration; ``key`` makes a repeat recognisable (S7)."""
        call = Call(
            "POST",
            "/api/v1/registrations",
            key=key,
            until=until,
            headers={"Idempotency-Key": key},
            body=_json(body),
        )
        return self._send(call)

    def change_status(
        self, registration_id: str, body: Mapping[str, Any], *, key: str, until: float
    ) -> Reply | Unreachable:
        """Set a registration's status; repeating it is harmless (S8)."""
        call = Call(
            "PUT",
            "/api/v1/registrations/{registrationId}/status",
            key=key,
            until=until,
            values={"registrationId": registration_id},
            body=_json(body),
        )
        return self._send(call)

    def first_program(self, *, key: str, until: float) -> Reply | Unreachable:
        """Ask for one program: the harmless call that shows whether we are known."""
        return self._send(Call("GET", "/api/v1/programs?limit=1", key=key, until=until))

    def _send(self, call: Call) -> Reply | Unreachable:
        """Send with a token; on 401 once more with a new one (S1). Unreachable: no token."""
        refused = ""
        while True:
            token = self._tokens.token(key=call.key, until=call.until, refused=refused)
            if isinstance(token, Unreachable):
                return token
            reply = self._caller.send(self._signed(call, token))
            if refused or not (isinstance(reply, Answer) and reply.status == 401):
                return reply
            refused = token

    def _signed(self, call: Call, token: str) -> Call:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            **call.headers,
        }
        if self._system_token:
            headers["x-system-token"] = self._system_token
        return Call(
            call.method,
            call.path,
            key=call.key,
            until=call.until,
            values=call.values,
            headers=headers,
            body=call.body,
        )


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
