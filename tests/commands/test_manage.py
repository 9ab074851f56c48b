"""`manage`: sets up what is missing, says so in a line, then becomes the command."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.place import ROOT, Place
from tests.fixtures.ports import wait_until

SHELLS = [shell for shell in ("sh", "dash", "bash", "busybox") if shutil.which(shell)]
NOBODY = 65534


@pytest.fixture
def place() -> Iterator[Place]:
    # Not under tmp_path: another user must be able to enter.
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield Place(Path(directory))


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shell != "busybox"])
def test_every_shell_can_read_it(shell: str) -> None:
    subprocess.run([shell, "-n", str(ROOT / "manage")], check=True)


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shell != "busybox"])
def test_the_first_command_installs_and_the_second_does_not(place: Place, shell: str) -> None:
    code, out, errors = place.manage("migrate", shell=shell)
    assert (code, out) == (0, "")
    assert errors.count("\n") == 1
    assert errors.startswith("manage: installing the libraries (requirements.lock) into .venv")
    assert place.installed() == ["requirements.lock"]
    assert place.manage("migrate", shell=shell) == (0, "", "")
    assert place.asked() == ["-P -m app migrate"]


def test_only_locked_libraries_with_hashes_are_installed(place: Place) -> None:
    place.manage("migrate")
    [install] = [words for words in place.asked() if words.startswith("-m pip")]
    assert "--require-hashes" in install


def test_a_changed_lock_file_builds_the_environment_anew(place: Place) -> None:
    place.manage("migrate")
    (place.root / ".venv" / "left-over").touch()
    place.write_lock("requirements.lock", "flask==2")
    place.asked()
    place.manage("migrate")
    assert place.installed() == ["requirements.lock"]
    assert not (place.root / ".venv" / "left-over").exists()


def test_an_environment_behind_a_link_is_not_emptied(place: Place) -> None:
    place.manage("migrate")
    elsewhere = place.root / "elsewhere"
    (place.root / ".venv").rename(elsewhere)
    (place.root / ".venv").symlink_to(elsewhere)
    assert place.manage("migrate") == (0, "", "")
    (elsewhere / "theirs").touch()
    place.write_lock("requirements.lock", "flask==2")
    code, _, errors = place.manage("migrate")
    assert (code, errors.count("\n")) == (1, 1)
    assert "is a link" in errors
    assert (elsewhere / "theirs").exists()


def test_the_tests_libraries_are_added_to_the_others_and_serve_every_command(place: Place) -> None:
    browser = str(place.add_tool("chromium"))
    place.manage("migrate")
    place.asked()
    place.manage("test", CHROMIUM=browser)
    asked = place.asked()
    assert not any(words.startswith("-m venv") for words in asked)
    assert asked[0].endswith("requirements-test.lock")
    place.manage("migrate")
    place.manage("test", CHROMIUM=browser)
    assert place.installed() == []


def test_an_installation_that_failed_is_done_again(place: Place) -> None:
    code, _, errors = place.manage("migrate", PIP="1")
    assert code == 1
    assert "could not be installed" in errors.splitlines()[-1]
    assert "-P -m app migrate" not in place.asked()
    assert place.manage("migrate")[0] == 0
    assert place.installed() == ["requirements.lock"]
    assert not (place.root / ".venv.lock").exists()


def test_an_installation_that_was_killed_is_done_again(place: Place) -> None:
    process = place.start("migrate", HANG="1")
    wait_until(lambda: place.asked_file.exists() and "-m pip" in place.asked_file.read_text())
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (place.root / ".venv.lock").exists()
    place.asked()
    assert place.manage("migrate")[0] == 0
    assert place.installed() == ["requirements.lock"]


def test_two_at_once_install_once(place: Place) -> None:
    both = [place.start("migrate"), place.start("migrate")]
    for process in both:
        process.communicate(timeout=30)
    assert [process.returncode for process in both] == [0, 0]
    assert place.installed() == ["requirements.lock"]


def test_no_python_is_said_in_one_line(place: Place) -> None:
    place.remove_tool("python3.11")
    code, out, errors = place.manage("run")
    assert (code, out) == (1, "")
    assert errors == (
        "manage: Python 3.11 or newer is needed and none was found; install it and try again\n"
    )


def test_a_python_that_is_too_old_is_passed_over(place: Place) -> None:
    text = (place.tools / "python3.11").read_text()
    place.add_tool("python3.11", text.replace('"${OLD:-0}"', "1"))
    assert place.manage("migrate")[0] == 1
    place.add_tool("python3", text)
    code, _, errors = place.manage("migrate")
    assert code == 0
    assert f"with {place.tools}/python3;" in errors


def test_a_python_without_venv_is_said_in_one_line(place: Place) -> None:
    code, _, errors = place.manage("migrate", NO_VENV="1")
    assert code == 1
    assert errors.splitlines()[-1] == (
        f"manage: {place.tools}/python3.11 cannot make a virtual environment: "
        "No module named ensurepip"
    )


def test_a_place_that_cannot_be_written_is_said_in_one_line(place: Place) -> None:
    place.root.chmod(0o555)
    place.asked_file.touch()
    place.asked_file.chmod(0o666)
    user = NOBODY if os.getuid() == 0 else None
    code, _, errors = place.manage("migrate", user=user)
    place.root.chmod(0o755)
    assert code == 1
    assert errors == f"manage: cannot write in {place.root}: give this user the right to\n"


def test_a_place_that_cannot_be_written_runs_what_is_installed(place: Place) -> None:
    place.manage("migrate")
    place.root.chmod(0o555)
    place.asked_file.chmod(0o666)
    user = NOBODY if os.getuid() == 0 else None
    assert place.manage("migrate", user=user) == (0, "", "")
    place.root.chmod(0o755)


def test_arguments_reach_the_program_as_they_are(place: Place) -> None:
    place.manage("seed", "my file.json")
    assert place.asked()[-1] == "-P -m app seed my file.json"
    place.manage("sandbox")
    assert place.asked() == ["-P -m app.sandbox"]
    place.manage("test", "tests/domain", "-k", "a or b", CHROMIUM=str(place.add_tool("c")))
    assert place.asked()[-1] == "-P -m tests.suite tests/domain -k a or b"


def test_the_program_takes_the_place_of_manage_so_that_signals_reach_it(place: Place) -> None:
    place.manage("migrate")
    place.asked()
    process = place.start("migrate")
    process.communicate()
    directory, number, _ = place.asked_file.read_text().splitlines()[-1].split("|", 2)
    assert int(number) == process.pid
    assert directory == "/", "files in the arguments stay relative to the caller"


def test_help_needs_nothing_and_an_unknown_command_gets_it_too(place: Place) -> None:
    place.remove_tool("python3.11")
    code, listed, errors = place.manage("help")
    assert (code, errors) == (0, "")
    assert "\n  run  " in listed
    assert place.manage() == (0, listed, "")
    code, out, errors = place.manage("dance")
    assert (code, out) == (2, "")
    assert errors == f'manage: there is no command "dance"; these there are:\n{listed}'


def test_the_browser_that_is_there_is_used(place: Place) -> None:
    place.add_tool("chromium-browser")
    assert place.manage("test")[0] == 0
    assert place.asked()[-1] == "-P -m tests.suite"


@pytest.mark.parametrize(
    ("there", "installed"),
    [
        ("chromium-headless-shell", ["chromium-headless-shell"]),
        ("chromium", ["chromium-headless-shell", "chromium"]),
    ],
)
def test_a_missing_browser_is_installed_by_root_from_the_system(
    place: Place, there: str, installed: list[str]
) -> None:
    place.add_tool("id", "#!/bin/sh\necho 0\n")
    browser = place.tools / there
    place.add_tool(
        "apt-get",
        f'#!/bin/sh\necho "||apt-get $*" >>"$ASKED"\n'
        f'case $* in *" {there}") cp "{place.add_tool("pretender")}" "{browser}" ;; esac\n',
    )
    code, _, errors = place.manage("test")
    assert code == 0
    assert "manage: installing Chromium for the tests with apt-get" in errors
    asked = [words for words in place.asked() if words.startswith("apt-get")]
    assert asked == [
        "apt-get update -qq",
        *(f"apt-get install -y -qq --no-install-recommends {name}" for name in installed),
    ]


def test_a_missing_browser_that_cannot_be_installed_is_said_in_one_line(place: Place) -> None:
    place.add_tool("id", "#!/bin/sh\necho 1000\n")
    code, _, errors = place.manage("test")
    assert code == 1
    assert "-m playwright install chromium" in place.asked()
    assert errors.splitlines()[-1] == (
        "manage: the tests need Chromium: install it, or set CHROMIUM to where it is"
    )
