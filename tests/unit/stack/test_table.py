"""What the live table of `up` shows."""

from rich.console import Console

from tallydock.stack import table
from tallydock.stack.supervisor import Status


def shown(status: Status, *notes: str) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(table.render([status], {}, notes, "the hint"))
    return captured.get()


def test_a_running_part_is_shown_with_its_process() -> None:
    text = shown(Status("dock-1", "running", pid=4711))
    assert "process" in text
    assert "4711" in text


def test_what_must_be_read_stands_below_the_table() -> None:
    text = shown(Status("dock-1", "running"), "password hunter2")
    assert text.index("dock-1") < text.index("password hunter2") < text.index("the hint")
