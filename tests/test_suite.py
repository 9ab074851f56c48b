"""`./manage test` runs every test once, counts every group, and one that fell over is a failure."""

from pathlib import Path

from tests.fixtures.selection import ROOMS
from tests.suite import GROUPS, ROOT, Tally

REPORT = (
    '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="1"/>'
    '<testsuite tests="3" failures="0" errors="0" skipped="0"/></testsuites>'
)


def test_a_report_is_counted_whole(tmp_path: Path) -> None:
    (tmp_path / "fast.xml").write_text(REPORT)
    tally = Tally()
    tally.add(tmp_path / "fast.xml")
    assert (tally.passed, tally.failed, tally.skipped) == (8, 3, 1)


def test_a_group_that_wrote_no_report_has_failed(tmp_path: Path) -> None:
    tally = Tally(passed=5)
    tally.add(tmp_path / "never-written.xml")
    assert (tally.passed, tally.failed) == (5, 1)


def test_every_test_is_in_one_group() -> None:
    for group in ("others", "e2e"):
        left_out = {word for word in GROUPS[group] if word.startswith("--ignore=")}
        assert left_out == {"--ignore=tests/races", "--ignore=tests/crashes"}
    assert GROUPS["races"][-1] == "tests/races"
    assert GROUPS["crashes"][-1] == "tests/crashes"
    marks = [GROUPS[group][-1] for group in ("rooms", "others", "e2e")]
    assert marks == ["covered", "not covered and not e2e", "e2e"]
    folders = {word for word in GROUPS["rooms"] if word.startswith("tests/")}
    assert folders == {f"tests/{room}" for room in ROOMS}
    assert all((ROOT / folder).is_dir() for folder in folders)
