"""How well a worker sends games' files: `python -m benchmarks.serving`, some four minutes.

Needs Debian's curl, nginx and Chromium, and the demo's export (`make demo`). The server has one
core, whoever downloads the other. Prints one table.
"""

import asyncio

from benchmarks.serving import browser, downloads
from benchmarks.serving.servers import nginx, ours
from benchmarks.signaling.machine import allow_many_files, description


def main() -> None:
    allow_many_files()
    rows: list[tuple[str, str, str]] = []
    with ours() as site:
        rows += downloads.measure(site)
        with nginx(site) as proxy:
            rows += downloads.through_nginx(site, proxy)
            rows += asyncio.run(browser.measure(site, proxy))
    print("| What | Measured | Bound |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(f"\n{description()}")


if __name__ == "__main__":
    main()
