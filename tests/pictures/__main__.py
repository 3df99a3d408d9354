"""`make pictures`: takes all pictures of docs/pictures anew; `make pictures ARGS="counts terminal"` some."""

from __future__ import annotations

import argparse
import importlib
import sys

from tests.pictures import terminal
from tests.pictures.album import FOLDER, PAGES, SHOWN
from tests.pictures.studio import studio


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if "terminal" in wanted:
        for language, suffix in SHOWN:
            terminal.take(language, suffix, FOLDER)
    subjects = [subject for subject in PAGES if subject in wanted]
    if not subjects:
        return
    with studio(FOLDER) as rooms:
        for subject in subjects:
            take = importlib.import_module(f"tests.pictures.subjects.{subject}").take
            for language, suffix in SHOWN:
                sys.stdout.write(f"{subject} in {language.code}\n")
                sys.stdout.flush()
                with rooms.visit(language, suffix) as visit:
                    take(visit)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    choices = [*PAGES, "terminal"]
    parser.add_argument("subject", nargs="*", help=f"of {', '.join(choices)}; none: all of them")
    asked = parser.parse_args().subject
    unknown = sorted(set(asked) - set(choices))
    if unknown:
        parser.error(f"there is no subject {', '.join(unknown)}; there are: {', '.join(choices)}")
    main(asked or choices)
