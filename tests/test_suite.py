"""`./manage test` runs every test once, counts every group, and one that fell over is a failure."""

from pathlib import Path

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


def test_a_folder_that_has_a_group_is_left_out_of_the_rest_and_no_other_is() -> None:
    folders = [word for words in GROUPS.values() for word in words if word.startswith("tests/")]
    assert len(folders) == len(set(folders))
    assert all((ROOT / folder).is_dir() for folder in folders)
    for rest in ("others", "e2e"):
        left_out = {word for word in GROUPS[rest] if word.startswith("--ignore=")}
        assert left_out == {f"--ignore={folder}" for folder in folders}
    assert (GROUPS["others"][-1], GROUPS["e2e"][-1]) == ("not e2e", "e2e")
