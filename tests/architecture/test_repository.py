"""What may lie in the repository: no address of a registry, no path of a machine, no silencing."""

import json
import re

import pytest

from tests.architecture.tree import ROOT, texts

# Put together from pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb." + "debian.org",
    "archive." + "ubuntu.com",
    "cdn.play" + "wright.dev",
]
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no ?cover)(?P<rest>.*)")
# A code in brackets or after a colon says what is silenced; words after it say why.
REASON = re.compile(r"(?::\s*[A-Z0-9, ]+|\[[a-z-, ]+\])?\s*(?:--|#|–)\s*\w+")
UNFINISHED = re.compile(
    "|".join(["TO" + "DO", "FIX" + "ME", r"#\s*" + "X" * 3, "NotImplemented" + "Error"])
)


def silenced_without_reason(line: str) -> bool:
    found = SILENCED.search(line)
    return found is not None and not REASON.match(found["rest"])


def test_no_file_names_a_package_registry() -> None:
    named = [(name, host) for name, text in texts() for host in REGISTRIES if host in text]
    assert named == []


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pins = re.findall(r"^[A-Za-z0-9]\S*==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)


def test_the_lock_file_of_lighthouse_holds_hashes_and_no_addresses() -> None:
    text = (ROOT / "tests/benchmarks/lighthouse/package-lock.json").read_text()
    locked = json.loads(text)["packages"]
    own = locked.pop("")
    assert own["dependencies"].keys() == {"lighthouse"}
    assert [name for name, each in locked.items() if "resolved" in each] == []
    assert [name for name, each in locked.items() if "integrity" not in each] == []


def test_the_tests_lock_file_holds_everything_of_the_other_in_the_same_version() -> None:
    pin = re.compile(r"^[A-Za-z0-9][^ ;\\]*==[^ ;\\]+", re.MULTILINE)
    running = set(pin.findall((ROOT / "requirements.lock").read_text()))
    testing = set(pin.findall((ROOT / "requirements-test.lock").read_text()))
    assert running - testing == set()


def test_no_file_holds_the_path_of_a_machine() -> None:
    paths = (f"{ROOT}/", "/work/" + "main", "/home/" + "runner")
    named = [(name, path) for name, text in texts() for path in paths if path in text]
    assert named == []


def test_nothing_is_silenced_without_its_reason_beside_it() -> None:
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.endswith(".py") and name != "tests/architecture/test_repository.py"
        for number, line in enumerate(text.splitlines(), 1)
        if silenced_without_reason(line)
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.endswith((".py", ".html", ".sh")) or name == "manage"
        for number, line in enumerate(text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: E501", True),
        ("x = 1  # type: ignore[attr-defined]", True),
        ("x = 1  # noqa: S108 -- made safely by gunicorn", False),
        ("x = 1  # type: ignore[attr-defined] -- it is there since 3.12", False),
        ("x = 1  # an ordinary remark", False),
    ],
)
def test_a_silencing_without_a_reason_is_found(line: str, wrong: bool) -> None:
    assert silenced_without_reason(line) is wrong
