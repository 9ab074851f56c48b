"""``python -m app.sandbox``: the sandbox in the foreground until SIGTERM or SIGINT."""

import json
import logging
import os
import signal
import sqlite3
import sys

from app.sandbox.server import PortTaken, Sandbox
from app.sandbox.settings import SettingError, Settings


def main() -> int:
    """Serve until told to end; return the exit code, 1 with one line when it cannot start."""
    logging.basicConfig(stream=sys.stdout, level=logging.WARNING, format="%(message)s")
    logging.getLogger("sandbox").setLevel(logging.INFO)
    try:
        settings = Settings.from_environment(os.environ)
        sandbox = Sandbox(
            state=settings.state,
            port=settings.port,
            mail_port=settings.mail_port,
            product_url=settings.product_url,
            credentials=settings.credentials,
        )
    except (SettingError, PortTaken) as error:
        return _cannot(str(error))
    except (OSError, sqlite3.Error) as error:
        return _cannot(f"cannot keep the holdings at SANDBOX_STATE: {error}")
    # Blocked here and in every thread, and waited for: a handler may never get its turn when the
    # signal reaches another thread while this one waits.
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    sandbox.start()
    line = {"event": "ready", "url": sandbox.url, "mail_port": sandbox.mail_port}
    print(json.dumps(line), flush=True)
    signal.sigwait(ending)
    sandbox.stop()
    return 0


def _cannot(reason: str) -> int:
    print(f"sandbox: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
