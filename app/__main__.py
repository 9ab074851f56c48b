"""The command line: ``python -m app COMMAND``, as ``./manage COMMAND`` calls it.

Here: which commands there are, and which settings each obeys. What a command does is in the
factory, which loads the whole product: so it is imported by the commands that need it, when they
need it. `run` has started the web server before that, and `web` becomes the server without it.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from app.commands.line import (
    Command,
    Mistake,
    client_add_arguments,
    client_name_arguments,
    execute,
    export_arguments,
    reconcile_arguments,
    seed_arguments,
    staff_add_arguments,
    staff_name_arguments,
    sync_arguments,
)
from app.commands.run import CannotStart, Demo, SignIn, run
from app.commands.web import WebServer, web
from app.settings import ROOT, SettingError, Settings, demo_environment


def command_line(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code."""
    return execute(_commands(), arguments, mistakes=(SettingError, CannotStart, Mistake))


def _commands() -> list[Command]:
    return [
        Command("run", "everything on this machine, with demo data", _run),
        Command("migrate", "bring the database to this version", _migrate),
        Command("seed", "load a catalogue file, or the demo one", _seed, seed_arguments),
        Command("staff add", "add somebody to the staff", _staff_add, staff_add_arguments),
        Command("staff name", "name one of the staff", _staff_name, staff_name_arguments),
        Command("sync", "bring what is at a partner in step", _sync, sync_arguments),
        Command("export", "take the books of a period away", _export, export_arguments),
        Command("client add", "give an integrator credentials", _client_add, client_add_arguments),
        Command("client list", "list the integrators", _client_list),
        Command("client rotate", "give another secret", _client_rotate, client_name_arguments),
        Command("client revoke", "end all access", _client_revoke, client_name_arguments),
        Command("doctor", "look at every part and say what to mend", _doctor),
        Command("reconcile", "compare with partners and gateways", _reconcile, reconcile_arguments),
        Command("sweep", "do once what the worker does every few seconds", _sweep),
        Command("web", "the web server", _web),
        Command("worker", "the background work", _worker),
    ]


def _run(_: Namespace) -> int:
    environment = demo_environment(os.environ)
    settings = Settings.from_environment(environment)
    demo = Demo(
        web=_web_server(settings),
        base_url=settings.base_url,
        sandbox_port=settings.sandbox_port,
        sandbox_mail_port=settings.sandbox_mail_port,
        redis_socket=None if settings.redis_url else settings.redis_socket,
        environment=environment,
    )

    def prepare() -> SignIn:
        from app.factory.desk import prepare_demo

        return prepare_demo(settings)

    return run(demo, prepare=prepare)


def _migrate(_: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import upgrade_database

    upgrade_database(settings)
    print("The database is up to date.")
    return 0


def _seed(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import load_file

    return load_file(settings, arguments.file)


def _staff_add(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import enlist

    return enlist(settings, email=arguments.email, role=arguments.role, name=arguments.name)


def _staff_name(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import rename_staff

    return rename_staff(settings, email=arguments.email, name=arguments.name)


def _sync(arguments: Namespace) -> int:
    settings = Settings.of_this_desk(os.environ)
    from app.factory.desk import sync_with

    return sync_with(settings, arguments.partner)


def _export(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import export_books

    return export_books(settings, arguments)


def _client_add(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import admit_client

    return admit_client(settings, name=arguments.name, scopes=arguments.scope)


def _client_list(_: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import show_clients

    return show_clients(settings)


def _client_rotate(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import rotate_client

    return rotate_client(settings, name=arguments.name)


def _client_revoke(arguments: Namespace) -> int:
    settings = Settings.for_one_command(os.environ)
    from app.factory.desk import revoke_client

    return revoke_client(settings, name=arguments.name)


def _sweep(_: Namespace) -> int:
    settings = Settings.of_this_desk(os.environ)
    from app.factory.work import sweep

    return sweep(settings)


def _doctor(_: Namespace) -> int:
    settings = Settings.of_this_desk(os.environ)
    from app.factory.doctor import doctor

    return doctor(settings)


def _reconcile(arguments: Namespace) -> int:
    settings = Settings.of_this_desk(os.environ)
    from app.factory.work import reconcile

    return reconcile(settings, only=arguments.only, since=arguments.since)


def _web(_: Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    return web(_web_server(settings), environment=os.environ)


def _web_server(settings: Settings) -> WebServer:
    return WebServer(
        root=ROOT,
        instance=settings.instance,
        host=settings.listen_host,
        port=settings.port,
        workers=settings.web_workers,
        threads=settings.web_threads,
    )


def _worker(_: Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    from app.factory.work import run_worker

    return run_worker(settings)


if __name__ == "__main__":
    sys.exit(command_line(sys.argv[1:]))
