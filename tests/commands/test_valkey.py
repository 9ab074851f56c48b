"""The embedded queue: there while it is needed, gone afterwards, never a stranger's."""

import os
from pathlib import Path

import pytest

from app.commands.valkey import answers, at_hand, embedded
from tests.fixtures.ports import wait_until


def test_a_queue_is_there_meanwhile_and_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "i" / "redis.sock"
    with at_hand(path, instance=tmp_path / "i"):
        assert answers(path)
    assert not answers(path)


def test_a_queue_that_answers_already_is_used_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "redis.sock"
    with at_hand(path, instance=tmp_path):
        with at_hand(path, instance=tmp_path):
            assert answers(path)
        assert answers(path)


def test_the_socket_of_a_killed_queue_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "redis.sock"
    killed = embedded(path, instance=tmp_path)
    killed.start()
    wait_until(lambda: answers(path), what="the queue")
    killed.kill()
    assert path.exists()
    with at_hand(path, instance=tmp_path):
        assert answers(path)


def test_the_sockets_directory_is_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "far" / "redis.sock"
    with at_hand(path, instance=tmp_path):
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory away")
def test_a_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "theirs"
    place.mkdir()
    os.chown(place, 65534, 65534)
    with (
        pytest.raises(PermissionError, match="is not ours"),
        at_hand(place / "redis.sock", instance=tmp_path),
    ):
        pass
