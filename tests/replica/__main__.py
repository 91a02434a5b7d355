"""`python -m tests.replica`: start the replica and say how to point the loaders at it."""

from __future__ import annotations

import argparse
import threading

from tests.replica.server import SERVICES, Replica


def main() -> None:
    """Serve until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; a free one when left out")
    parser.add_argument("--policy", nargs=2, type=int, metavar=("CALLS", "SECONDS"), default=(10000, 60))
    parser.add_argument("--strict", action="store_true", help="note calls that the real services would not like")
    arguments = parser.parse_args()
    with Replica(port=arguments.port, policy=tuple(arguments.policy), strict=arguments.strict) as replica:
        print(f"The replica answers at {replica.address} (sample figures; never publish what comes from it).")
        print(f"Services: {', '.join(SERVICES)}")
        print(f"Point the loaders at it:  export STATUSBOK_SERVICES={replica.address}")
        print(f"Look at one:              {replica.address}/ssb/tables/11618/metadata")
        print("Stop with Ctrl+C.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"{len(replica.log)} calls, {len(replica.violations)} violations")
            for violation in replica.violations:
                print(" ", violation)


if __name__ == "__main__":
    main()
