"""What signaling costs: `python -m benchmarks.signaling [--quick] [--crowd | --bus]`.

Servers take turns, round by round, each alone on one core and started anew; the load (`load.js`)
has another core. Prints Markdown: medians with lowest and highest. `--crowd` asks instead how long
a join takes among 10,000 idle players, `--bus` what relays cost between workers.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Iterable

from benchmarks.signaling import reports
from benchmarks.signaling.loads import LOADS
from benchmarks.signaling.machine import allow_many_files, install_node_code
from benchmarks.signaling.servers import SERVERS, elsewhere

TABLE = ["ours", "ours2", "peerjs", "bare", "bare-uvicorn"]
CROWD = ["ours"]
BUS = ["ours", "ours2", "ours2-apart", "group-send"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.signaling",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--servers", help=f"some of {','.join(SERVERS)}", type=_some_of(SERVERS))
    add("--loads", help=f"some of {','.join(LOADS)}", type=_some_of(LOADS))
    add("--rounds", type=int, default=7)
    add("--idle-seconds", type=float, default=45, help="long enough for two pings each")
    add("--idle-players", type=int, default=1000)
    add("--rate", type=int, default=2000, help="relays a second where latency is measured")
    add("--url", help="also a server that runs already and speaks the demo's protocol: ws://…")
    add("--pid", type=int, action="append", default=[], help="of the server at --url; repeatable")
    add("--quick", action="store_true", help="one short round, to see that all of it runs")
    report = parser.add_mutually_exclusive_group()
    report.add_argument("--crowd", type=int, nargs="?", const=10_000, help="idle players")
    report.add_argument("--bus", action="store_true")
    return parser.parse_args()


def settled(wanted: argparse.Namespace) -> argparse.Namespace:
    """With what was left open."""
    wanted.loads = wanted.loads or (["pairs"] if wanted.bus else list(LOADS))
    wanted.servers = wanted.servers or (BUS if wanted.bus else CROWD if wanted.crowd else TABLE)
    if wanted.quick:
        wanted.rounds = 1
        wanted.idle_seconds = min(wanted.idle_seconds, 2)
    return wanted


def _some_of(names: Iterable[str]) -> Callable[[str], list[str]]:
    def some(text: str) -> list[str]:
        if unknown := set(text.split(",")) - set(names):
            raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
        return text.split(",")

    return some


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped"))  # So that all is cleaned up.
    wanted = settled(arguments())
    servers = [SERVERS[name] for name in wanted.servers]
    if wanted.url:
        servers.append(elsewhere(wanted.url, wanted.pid))
    allow_many_files()
    install_node_code()
    if wanted.crowd:
        reports.crowd(wanted, servers)
    else:
        reports.table(wanted, servers)


main()
