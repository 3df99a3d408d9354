"""What a person is told of a disk that runs full while everything works."""

from pathlib import Path

from tallydock.stack.disk import ENOUGH_AGAIN_BYTES, LOOK_EVERY_S, DiskWatch
from tallydock.stack.layout import LEAST_FREE_BYTES

FOLDER = Path("/data/of/the/house")


def said(*free_bytes: int | OSError) -> list[str | None]:
    """What is told at each look, the free space being these one after another."""
    seen = iter(free_bytes)

    def free(_folder: Path) -> int:
        now = next(seen)
        if isinstance(now, OSError):
            raise now
        return now

    watch = DiskWatch(FOLDER, free)
    return [watch.look(number * LOOK_EVERY_S) for number in range(len(free_bytes))]


def test_a_full_disk_is_told_once_with_its_figures_and_what_to_do() -> None:
    first, second = said(123_000_000, 122_000_000)
    assert first is not None
    assert "123 MB free on /data/of/the/house" in first
    assert "500 MB needed" in first
    assert "Make room" in first
    assert second is None


def test_that_there_is_room_again_is_told_too_and_not_at_every_byte() -> None:
    told = said(LEAST_FREE_BYTES - 1, LEAST_FREE_BYTES, ENOUGH_AGAIN_BYTES, LEAST_FREE_BYTES - 1)
    assert [line is not None for line in told] == [True, False, True, True]
    assert told[2] is not None
    assert "room again" in told[2]


def test_a_data_folder_that_has_gone_is_told_once() -> None:
    told = said(OSError(2, "No such file or directory"), OSError(2, "No such file or directory"))
    assert told[0] == "the data folder /data/of/the/house cannot be used: No such file or directory"
    assert told[1] is None


def test_it_is_not_asked_at_every_turn() -> None:
    watch = DiskWatch(FOLDER, lambda _folder: 0)
    assert watch.look(10.0) is not None
    watch.warning = None
    assert watch.look(10.0 + LOOK_EVERY_S / 2) is None
