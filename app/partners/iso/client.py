"""The calls ISO offers that we make (iso.md 4), with token and headers. Not here: when."""

import json
import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.contract import Unreachable
from app.partners.http import Answer, Call, Caller, Reply
from app.partners.iso.reply import answered
from app.partners.iso.token import TokenDesk

Reading = Reply | Unreachable
# S17: what only reads is read again after these, lengthened by up to half.
RETRY_SECONDS = (0.5, 1.5)


class IsoClient:
    """Speaks to ISO's API; ``system_token`` is sent beside the bearer token when set (I9).

    ``pause`` waits so many seconds before what only reads is read again.
    """

    def __init__(
        self,
        caller: Caller,
        tokens: TokenDesk,
        *,
        system_token: str = "",
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._caller = caller
        self._pause = pause
        self._tokens = tokens
        self._system_token = system_token

    def admit(self) -> bool:
        """Wait for the turn of this thread's next call, or say that too many wait."""
        return self._caller.admit()

    def list_programs(self, *, limit: int, offset: int, key: str, until: float) -> Reading:
        """Read one page of the list, of at most 100 programs (S6)."""
        # I1: the document prints them as a body, and a GET has none.
        call = Call(
            "GET",
            "/api/v1/programs?limit={limit}&offset={offset}",
            key=key,
            until=until,
            values={"limit": str(limit), "offset": str(offset)},
        )
        return self._read(call)

    def read_program(self, program_id: str, *, key: str, until: float) -> Reading:
        """Read one program."""
        call = Call(
            "GET",
            "/api/v1/programs/{programId}",
            key=key,
            until=until,
            values={"programId": program_id},
        )
        return self._read(call)

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

    def _read(self, call: Call) -> Reading:
        """Read, and where that may mend it read again, three times in all (S17)."""
        reply = self._send(call)
        for wait in RETRY_SECONDS:
            outcome = answered(reply)
            if isinstance(outcome, Answer):
                break
            pause = _pause_before(outcome, wait)
            if time.monotonic() + pause >= call.until:
                break
            self._pause(pause)
            reply = self._send(call)
        return reply

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
            **call.headers,
        }
        if call.body:
            headers["Content-Type"] = "application/json"
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


def _pause_before(outcome: Unreachable, wait: float) -> float:
    """Return the seconds before reading again: what ISO asked for, else some, with jitter."""
    if outcome.retry_after is not None:
        return outcome.retry_after.total_seconds()
    return wait * (1 + random.random() / 2)  # noqa: S311 -- it keeps nothing secret


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
