"""`./manage run`: the whole product on one machine, until Ctrl-C.

Here: what is started in which order, watched, and ended. Not here: the settings (they come in as
`Demo`) and what makes the database ready (`prepare`). Every child ends with us, even when we are
killed, and is started again when it dies on its own.
"""

import errno
import fcntl
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.commands import valkey
from app.commands.asking import answers, is_telling
from app.commands.children import Child, end
from app.commands.signals import Signals
from app.commands.web import WebServer

START_WITHIN = 60.0
QUEUE_WITHIN = 10.0
# A killed predecessor's children take a moment to notice; its ports are not somebody else's.
PORTS_FREE_WITHIN = 15.0
END_WITHIN = 12.0
ENOUGH_FAILURES = 3
# The first start tells partners of every class: what we say before that scrolls away.
CALM_WITHIN = 10.0


class CannotStart(Exception):
    """The product cannot start here; the text is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the supervisor needs to know of the settings.

    `environment` is what the children are started with; `redis_socket` None means that the
    operator has a queue of their own. `calm_for` seconds nothing is told before we say how to
    sign in.
    """

    web: WebServer
    base_url: str
    sandbox_port: int
    sandbox_mail_port: int
    redis_socket: Path | None
    environment: Mapping[str, str] = field(repr=False)
    calm_for: float = 1.5

    @property
    def instance(self) -> Path:
        """Where everything is kept."""
        return self.web.instance

    @property
    def ports(self) -> dict[str, tuple[str, int]]:
        """Return where we will listen, by the name of the setting that says so."""
        return {
            "PORT": (self.web.host, self.web.port),
            "SANDBOX_PORT": ("127.0.0.1", self.sandbox_port),
            "SANDBOX_MAIL_PORT": ("127.0.0.1", self.sandbox_mail_port),
        }


@dataclass(frozen=True, slots=True)
class SignIn:
    """The staff account of the demo."""

    email: str
    password: str = field(repr=False)


def run(demo: Demo, *, prepare: Callable[[], SignIn]) -> int:
    """Run the product in the foreground until SIGINT or SIGTERM; return the exit code.

    Args:
        demo: where everything lies and listens.
        prepare: migrates and seeds, ensures the staff account, and says how to sign in with it.

    A port that is taken, a place that may not be written to, or a child that does not stay up
    raises CannotStart with every child ended.
    """
    with _sole(demo) as after_a_kill, Signals() as signals:
        _check_ports(demo, patience=PORTS_FREE_WITHIN if after_a_kill else 0, signals=signals)
        queue = _queue(demo)
        sandbox, front = _child(demo, "sandbox"), [_web(demo), _child(demo, "worker")]
        try:
            for child in queue:
                child.start()
            # The server loads the pages while this process makes the database ready.
            with _gate() as gate:
                front[0].start(gate=gate)
                sign_in = prepare()
                _await_queue(demo, queue, signals)
            # The site comes first: the others would keep the processors from it.
            if _await_page([*queue, front[0]], signals, demo.web.host, demo.web.port, "/healthz"):
                for child in (sandbox, front[1]):
                    child.start()
                everybody = [*queue, sandbox, *front]
                if _await_page(everybody, signals, "127.0.0.1", demo.sandbox_port, "/"):
                    _await_calm(demo, everybody, signals)
                    _say(_welcome(demo, sign_in))
                    _watch(everybody, signals)
        finally:
            # The partners and the queue go last: whoever is mid-call may finish it.
            end(front, patience=END_WITHIN, hurry=lambda: _hurried(signals))
            end([sandbox, *queue], patience=END_WITHIN / 2, hurry=lambda: _hurried(signals))
    return 0


def _queue(demo: Demo) -> list[Child]:
    if demo.redis_socket is None:
        return []
    try:
        return [valkey.embedded(demo.redis_socket, instance=demo.instance)]
    except FileNotFoundError as error:
        raise CannotStart(str(error)) from error


def _web(demo: Demo) -> Child:
    # Without the detour over `./manage web`, which would load everything twice.
    return Child(
        name="web",
        arguments=demo.web.arguments,
        environment=demo.web.environment(_environment(demo)),
        directory=demo.web.root,
        before=demo.web.forget_metrics,
    )


def _child(demo: Demo, name: str) -> Child:
    module = ["app.sandbox"] if name == "sandbox" else ["app", name]
    return Child(
        name=name,
        arguments=[sys.executable, "-P", "-m", *module],
        environment=_environment(demo),
        directory=demo.web.root,
    )


def _environment(demo: Demo) -> dict[str, str]:
    given = demo.environment
    path = os.pathsep.join(filter(None, [str(demo.web.root), given.get("PYTHONPATH")]))
    environment = {**given, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    if demo.redis_socket is not None:
        environment["REDIS_URL"] = f"unix://{quote(str(demo.redis_socket))}"
    return environment


@contextmanager
def _gate() -> Iterator[int]:
    """Yield a descriptor that comes to its end with the block, or with this process."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


@contextmanager
def _sole(demo: Demo) -> Iterator[bool]:
    """Be the only supervisor of this instance; yields whether the last one was killed."""
    path = demo.instance / "run.lock"
    try:
        demo.instance.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+")
    except OSError as error:
        raise CannotStart(
            f"cannot write in {demo.instance} ({error.strerror}): give this user the right to, "
            "or set INSTANCE_PATH"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"already running from {demo.instance}: stop that one first"
            ) from error
        lock.seek(0)
        after_a_kill = bool(lock.read().strip())
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        try:
            yield after_a_kill
        finally:
            lock.truncate(0)


def _check_ports(demo: Demo, *, patience: float, signals: Signals) -> None:
    named = Counter(port for _, port in demo.ports.values())
    for name, (_, port) in demo.ports.items():
        if named[port] > 1:
            raise CannotStart(f"{name} is {port}, and so is another: give each a port of its own")
    deadline = time.monotonic() + patience
    while taken := [name for name, place in demo.ports.items() if not _free(name, place)]:
        if time.monotonic() >= deadline or signals.stopping(0.1):
            what = ", ".join(f"{demo.ports[name][1]} ({name})" for name in taken)
            raise CannotStart(
                f"port {what} is taken: stop what listens there, or set {' and '.join(taken)}"
            )


def _free(name: str, place: tuple[str, int]) -> bool:
    host, port = place
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CannotStart(
                f"cannot listen on {host}:{port} ({name}): {error.strerror}"
            ) from error
    return True


def _await_queue(demo: Demo, children: list[Child], signals: Signals) -> None:
    if demo.redis_socket is None:
        return
    deadline = time.monotonic() + QUEUE_WITHIN
    while not valkey.answers(demo.redis_socket):
        if time.monotonic() > deadline:
            raise CannotStart("the embedded queue did not start; set REDIS_URL to one of your own")
        if signals.stopping(0.01):
            return
        _tend(children)


def _await_page(children: list[Child], signals: Signals, host: str, port: int, path: str) -> bool:
    """Wait until the page answers; False when somebody wants us to stop instead."""
    deadline = time.monotonic() + START_WITHIN
    while not answers(host, port, path):
        if signals.stopping(0.02):
            return False
        if time.monotonic() > deadline:
            raise CannotStart(f"no page answered within {START_WITHIN:g} s; see the lines above")
        _tend(children)
        for child in children:
            if child.failures >= ENOUGH_FAILURES:
                raise CannotStart(f"{child.name} does not stay up; see the lines above")
    return not signals.stopping()


def _await_calm(demo: Demo, children: list[Child], signals: Signals) -> None:
    """Wait until nothing has been on its way to anybody for a moment, but not for long."""
    deadline = time.monotonic() + CALM_WITHIN
    calm_since = time.monotonic()
    while time.monotonic() < min(calm_since + demo.calm_for, deadline):
        if signals.stopping(min(0.25, demo.calm_for)):
            return
        if is_telling(demo.web.host, demo.web.port):
            calm_since = time.monotonic()
        _tend(children)


def _watch(children: list[Child], signals: Signals) -> None:
    while not signals.stopping():
        _tend(children)
        signals.wait(0.5)
    _say("Stopping …")


def _tend(children: list[Child]) -> None:
    for child in children:
        child.tend(lambda line: _say(f"coursedesk: {line}"))


def _hurried(signals: Signals) -> bool:
    signals.wait(0)
    return signals.stops > 1


def _welcome(demo: Demo, sign_in: SignIn) -> str:
    return (
        "\n  Coursedesk is running. Ctrl-C ends it.\n\n"
        f"    Site     {demo.base_url}/\n"
        f"    Staff    {demo.base_url}/staff/   {sign_in.email}   {sign_in.password}\n"
        f"    Sandbox  http://127.0.0.1:{demo.sandbox_port}/   "
        "Stripe, PayPal, ISO, Connector, Trainingportal and the mail\n"
        f"    Kept in  {demo.instance}\n"
    )


def _say(text: str) -> None:
    print(text, flush=True)
