"""`./manage test` runs every test once, counts every group, and one that fell over is a failure."""

import shutil
from pathlib import Path

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from tests.fixtures.databases import Shared
from tests.fixtures.selection import refuse_unseen
from tests.suite import BROWSER, GROUPS, ROOT, Tally, environment
from tests.worlds import add_class

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
    own = (*GROUPS["rooms"], *GROUPS["races"])
    folders = [word for word in own if word.startswith("tests/")]
    assert len(folders) == len(set(folders))
    assert all((ROOT / folder).is_dir() for folder in folders)
    left_out = {word for word in GROUPS["others"] if word.startswith("--ignore=")}
    assert left_out == {f"--ignore={folder}" for folder in folders}
    assert not any(place.startswith(tuple(folders)) for place in BROWSER)
    assert (GROUPS["others"][-1], GROUPS["e2e"][-1]) == ("not e2e", "e2e")


def test_a_test_with_a_browser_where_nobody_looks_for_one_ends_the_run(
    request: pytest.FixtureRequest,
) -> None:
    """Else `others` would leave it to `e2e`, which does not know its file."""
    refuse_unseen([request.node])
    request.node.add_marker("e2e")
    with pytest.raises(pytest.UsageError, match="nobody_looks"):
        refuse_unseen([request.node])


def test_what_is_compiled_is_kept_for_the_next_process() -> None:
    assert environment({"PYTHONDONTWRITEBYTECODE": "1", "PATH": "/bin"}) == {"PATH": "/bin"}


def test_who_outlives_its_test_leaves_nothing_to_the_next(
    sqlite_template: Path, tmp_path: Path
) -> None:
    urls = [
        f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / name)}"
        for name in ("one.db", "two.db")
    ]
    shared = Shared(urls[0])
    outlived = shared.for_one_test(urls[0])
    add_class(outlived)
    shared.end_test()
    with pytest.raises(RuntimeError, match="over"), outlived.read_rows():
        pass
    # The class would be there already.
    add_class(shared.for_one_test(urls[1]))
    shared.end_test()


@pytest.mark.parametrize("defaults", [None, {"page": 7}])
def test_an_address_that_was_compiled_for_another_application_leads_to_ones_own(
    defaults: dict[str, int] | None,
) -> None:
    for endpoint in ("first", "second"):
        text = "/classes/<code>" if defaults else "/classes/<code>/<int:page>"
        rule = Rule(text, endpoint=endpoint, defaults=defaults)
        site = Map([rule]).bind("desk.example")
        path = "/classes/FA-1" if defaults else "/classes/FA-1/7"
        assert site.match(path) == (endpoint, {"code": "FA-1", "page": 7})
        assert site.build(endpoint, {"code": "FA-1", "page": 7, "q": "x"}) == f"{path}?q=x"
        assert rule.arguments == {"code", "page"}
        with pytest.raises(NotFound):
            site.match("/classes")


def test_equal_addresses_for_other_methods_are_kept_apart() -> None:
    for method in ("GET", "POST"):
        site = Map([Rule("/classes", endpoint=method, methods=[method])]).bind("desk.example")
        assert site.match("/classes", method=method) == (method, {})
