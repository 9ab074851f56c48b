"""What is done to the desk from the command line, once: tables, catalogue, staff, chores."""

import logging
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app import logs
from app.commands import client
from app.commands.export import export
from app.commands.line import Mistake
from app.commands.run import SignIn
from app.commands.seed import seed
from app.commands.staff import add_to_staff, name_member
from app.commands.sync import sync
from app.domain.client import ClientRefused
from app.domain.contact import ContactRefused
from app.domain.staff import Role
from app.factory.parts import make_parts
from app.factory.ready import ready_parts
from app.parts import Parts
from app.settings import Settings, kept_secret
from app.store.database import open_database
from app.store.migrate import upgrade
from app.usecases.add_staff import StaffRefused, ensure_staff
from app.usecases.change_sites import allow_site
from app.usecases.name_staff import StaffUnknown

DEMO_STAFF = "staff@fjordlight.example"
# These may be shown inside the sandbox's website.
_EMBEDDED = ("FIRST-AID", "SEA-SURVIVAL", "FOOD-HYGIENE", "SECURE-DESK")


def upgrade_database(settings: Settings) -> None:
    """Bring the database to this version."""
    database = open_database(settings.database_url, secrets=settings.secret_keys)
    upgrade(database)
    database.close()


def prepare_demo(settings: Settings) -> SignIn:
    """Make the demo ready: tables, catalogue, somebody who can sign in."""
    upgrade_database(settings)
    # Nobody to be woken is there yet: the worker starts after this, and looks for itself.
    parts = replace(make_parts(settings), wake=lambda _: None)
    seed(parts, None)
    for program in _EMBEDDED:
        # By name it is another site than the desk, whose cookies no browser gives it.
        for host in ("127.0.0.1", "localhost"):
            address = f"http://{host}:{settings.sandbox_port}"
            allow_site(
                parts.sessions, program=program, address=address, by=DEMO_STAFF, now=parts.clock()
            )
    password = kept_secret(settings.instance / "staff_password")
    ensure_staff(
        parts.sessions, email=DEMO_STAFF, role=Role.ADMIN, password=password, now=parts.clock()
    )
    return SignIn(email=DEMO_STAFF, password=password)


def load_file(settings: Settings, file: Path | None) -> int:
    """Load a catalogue file, or the demo's, and return the exit code."""
    return seed(ready_parts(settings), file)


def enlist(settings: Settings, *, email: str, role: str, name: str = "") -> int:
    """Add somebody to the staff and return the exit code; a refusal raises Mistake."""
    try:
        return add_to_staff(ready_parts(settings), email, role, name)
    except StaffRefused as refused:
        raise Mistake(str(refused)) from refused


def rename_staff(settings: Settings, *, email: str, name: str) -> int:
    """Give a member of staff another name and return the exit code; a refusal raises Mistake."""
    try:
        return name_member(ready_parts(settings), email, name)
    except (ContactRefused, StaffUnknown) as refused:
        raise Mistake(str(refused)) from refused


def sync_with(settings: Settings, partner: str) -> int:
    """Bring what came from a partner in step with it, and return the exit code."""
    # What it prints is for a person; every few minutes, it is read only when something is wrong.
    logs.set_up("sync", least=logging.WARNING)
    return sync(ready_parts(settings), partner)


def export_books(settings: Settings, asked: Namespace) -> int:
    """Write a period's books into a file and return the exit code; a refusal raises Mistake."""
    return export(
        ready_parts(settings),
        asked.file,
        first=asked.first,
        last=asked.last,
        entity=asked.entity,
        currency=asked.currency,
        sheet=asked.sheet,
    )


def admit_client(settings: Settings, *, name: str, scopes: list[str]) -> int:
    """Give an integrator credentials and return the exit code; a refusal raises Mistake."""
    return _about_client(settings, lambda parts: client.add(parts, name, scopes))


def rotate_client(settings: Settings, *, name: str) -> int:
    """Give an integrator another secret and return the exit code; a refusal raises Mistake."""
    return _about_client(settings, lambda parts: client.rotate(parts, name))


def revoke_client(settings: Settings, *, name: str) -> int:
    """Close the door to an integrator and return the exit code; a refusal raises Mistake."""
    return _about_client(settings, lambda parts: client.revoke(parts, name))


def show_clients(settings: Settings) -> int:
    """List the integrators and return the exit code."""
    return client.show_all(ready_parts(settings))


def _about_client(settings: Settings, command: Callable[[Parts], int]) -> int:
    try:
        return command(ready_parts(settings))
    except ClientRefused as refused:
        raise Mistake(str(refused)) from refused
