"""`./manage test` counts every group, and a group that fell over is a failure."""

from pathlib import Path

from tests.suite import Tally

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
