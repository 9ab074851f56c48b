"""`./manage test`: every check and every test, in the order in which they are worth knowing.

Here: what is run and how it is counted. Not here: any test. With arguments, only pytest is run,
with just those. With THOROUGH set, as in CI, every test runs on both databases
(`tests/fixtures/selection.py`) and every line and way through the four rooms is accounted for,
which both take longer than the work on a change can wait.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
PYTEST = (sys.executable, "-m", "pytest")
# Where every line and every way through is tested, by the tests of that very room or of the jobs.
COVERED = ("domain", "usecases", "partners", "gateways")
ROOMS = (*COVERED, "jobs")
TOGETHER = ("-n", "2", "--dist", "worksteal")
# Half of the time a test waits, for a disk, a process or an answer: three keep two processors busy.
THREE = ("-n", "3", "--dist", "worksteal")
ELSEWHERE = tuple(f"--ignore=tests/{place}" for place in (*ROOMS, "races"))
# The marked tests are in few files: nobody needs to load all others for their sake.
BROWSER = (
    "tests/e2e",
    *sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if "mark.e2e" in path.read_text(encoding="utf-8") and path.parent.name != "e2e"
    ),
)
# Every test is in exactly one. What is raced is over before the browser starts.
GROUPS = {
    "rooms": (*THREE, *(f"tests/{room}" for room in ROOMS)),
    "others": (*THREE, *ELSEWHERE, "-m", "not e2e"),
    "races": (*TOGETHER, "tests/races"),
    "e2e": (*TOGETHER, *BROWSER, "-m", "e2e"),
}
COUNTING = (*(f"--cov=app/{room}" for room in COVERED), "--cov-branch", "--cov-report=")
CHECKS = {
    "imports": ("-c", "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])"),
    "lint": ("-m", "ruff", "check", "--quiet"),
    "format": ("-m", "ruff", "format", "--check", "--output-format=concise"),
}
TYPES = ("-m", "mypy", "--no-error-summary")
COVERAGE = ("-m", "coverage", "report", "--fail-under=100", "--skip-covered", "--show-missing")
NOTHING_COLLECTED = 5
# Says to keep nothing that was compiled; each of the many processes would compile it all again.
FORGET = "PYTHONDONTWRITEBYTECODE"


@dataclass(slots=True)
class Tally:
    """How many tests passed, failed and were skipped, and what else went wrong."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path) -> None:
        """Count one group's JUnit report; one that was not written counts as a failure."""
        if not report.exists():
            self.failed += 1
            return
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            self.failed += failed
            self.skipped += skipped
            self.passed += int(suite.get("tests", 0)) - failed - skipped


def main(arguments: Sequence[str]) -> int:
    """Run everything, or pytest with the arguments; return the exit code."""
    if arguments:
        whole = [*PYTEST, *arguments]
        return subprocess.run(whole, cwd=ROOT, env=environment(os.environ), check=False).returncode
    began = time.monotonic()
    thorough = bool(os.environ.get("THOROUGH"))
    # It goes on beside the first group, in which nothing looks at a clock.
    types = _Check("types", TYPES)
    checks = [_Check(name, check) for name, check in CHECKS.items()]
    wrong = [check.name for check in checks if not check.passes()]
    tally = Tally()
    with tempfile.TemporaryDirectory() as reports:
        for name, selection in GROUPS.items():
            counting = COUNTING if thorough and name == "rooms" else ()
            report = Path(reports) / f"{name}.xml"
            print(f"\n== {name}", flush=True)
            code = subprocess.run(
                [*PYTEST, "-q", f"--junitxml={report}", *selection, *counting],
                cwd=ROOT,
                env=environment(os.environ),
                check=False,
            ).returncode
            tally.add(report)
            if code not in (0, NOTHING_COLLECTED):
                wrong.append(name)
            if name == "rooms":
                checks = [types, *([_Check("coverage", COVERAGE)] if counting else [])]
                wrong += [check.name for check in checks if not check.passes()]
    seconds = time.monotonic() - began
    print(
        f"\n{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped "
        f"in {seconds:.0f} s" + (f"; not right: {', '.join(wrong)}" if wrong else ""),
        flush=True,
    )
    return 1 if wrong or tally.failed else 0


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what the processes of the suite are told: all of it, but that they shall forget."""
    return {name: value for name, value in given.items() if name != FORGET}


class _Check:
    """A check that has been started."""

    def __init__(self, name: str, check: Sequence[str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, *check],
            cwd=ROOT,
            env={**environment(os.environ), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def passes(self) -> bool:
        """Wait for its end, show what it says, and say whether it found nothing."""
        said, _ = self._process.communicate()
        print(f"== {self.name}\n{said}", end="", flush=True)
        return self._process.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
