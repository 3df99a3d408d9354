"""Runs every check and names all problems at once. Status 1 if there are any."""

from __future__ import annotations

import argparse
import sys

from tests.checks import docs, pictures, schema, translations, twins, wire

CHECKS = (schema, wire, translations, docs, twins, pictures)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.checks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew what is generated, then check")
    write = parser.parse_args().write
    found = 0
    for check in CHECKS:
        if write:
            for path in check.write():
                say(f"wrote {path}")
        problems = check.problems()
        say(f"{check.NAME}: {'ok' if not problems else f'{len(problems)} problems'}")
        for problem in problems:
            say("  " + problem.replace("\n", "\n  "))
        found += len(problems)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
