"""An update of all that is declared, in a process of its own and within bounds: rate limit, connections, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from statusbok.catalogue import ROOT
from tests.replica.server import Replica

# The largest memory is asked of the process itself: what getrusage says begins with that of the test that started it.
RUN = """
import json, sys, time
from pathlib import Path
from statusbok.update import update

began = time.monotonic()
outcome = update(Path(sys.argv[1]), accept=["commuting_flows"], say=lambda line: None)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak = int(status["VmHWM"].split()[0]) / 1024
print(json.dumps({"code": outcome.code, "peak_mb": peak, "seconds": time.monotonic() - began,
                  "states": sorted({result.state for result in outcome.results})}))
"""


def run(root: Path, address: str) -> dict[str, Any]:
    environment = {**os.environ, "STATUSBOK_SERVICES": address, "STATUSBOK_CACHE": str(root / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(root)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the largest memory in this way")
def test_all_tables_of_ostfold_within_the_limits_that_the_services_state(tmp_path, hand_made):
    hand_made(tmp_path)
    # As many calls as SSB allows, in a window that a test can wait for.
    with Replica(policy=(30, 3)) as replica:
        first = run(tmp_path, replica.address)
        limited = [asked for asked in replica.log if asked.status == 429]
        calls = len(replica.log)
        again = run(tmp_path, replica.address)
        asked = replica.log[calls:]
    assert first["code"] == 0 and "updated" in first["states"]
    assert calls > 30, "fewer calls than the limit would prove nothing"
    assert limited == []
    assert replica.connections <= 2
    assert first["peak_mb"] < 1000 and again["peak_mb"] < 1000
    assert again["states"] == ["left alone", "nothing new"] and again["seconds"] < 20
    tables = [one.path for one in asked if one.service in ("ssb", "scb")]
    assert len(tables) == len(set(tables)) == 17
    assert not [path for path in tables if "metadata" in path or "data" in path]
