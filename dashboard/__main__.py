"""`python -m dashboard --hub-url http://127.0.0.1:8000 --port 8501`"""

import argparse
import os

from dashboard import launch


def main() -> None:
    parser = argparse.ArgumentParser(prog="dashboard", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="127.0.0.1", help="where to listen; 0.0.0.0 for all networks")
    parser.add_argument("--hub-url", default=os.environ.get(launch.HUB_URL_VARIABLE))
    said = parser.parse_args()
    if not said.hub_url:
        parser.error(f"where is the hub? Give --hub-url or set {launch.HUB_URL_VARIABLE}")
    argv = launch.command(said.port, address=said.address)
    os.execve(argv[0], argv, launch.environment(said.hub_url))  # noqa: S606 (our own interpreter)


if __name__ == "__main__":
    main()
