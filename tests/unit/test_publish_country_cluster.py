"""Building on a Dask cluster: workers that are lost, that have something else, and that do not answer."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.publish import country, country_cluster
from statusbok.publish.project import ROOT

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster():
    import dask

    with dask.config.set({"distributed.worker.daemon": False}):
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
        ) as found:  # fmt: skip
            yield found


def test_a_lost_worker_is_replaced_by_another_and_a_failure_is_told(cluster, tmp_path, monkeypatch):
    def tiny(parameters, stamp, environment):  # inside, so that workers get it as it is, and import nothing
        code, died = parameters["municipality"], Path(environment["died"])
        if code == "3107" and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if code == "3103":
            raise BuildError("notebooks/pendling.ipynb stopped in cell lines")
        time.sleep(0.05)
        return f"site of {code}".encode(), 0.1

    monkeypatch.setattr(country_cluster, "build_there", tiny)
    outcomes, said = {}, []
    editions = {code: Edition(municipality=code) for code in ("3101", "3107", "3103", "3105", "3110", "3112")}
    environment = {"died": str(tmp_path / "died")}
    country_cluster.run(cluster.scheduler_address, editions, {}, environment, outcomes.__setitem__, said.append)
    assert said == [f"2 workers at {cluster.scheduler_address}"] and (tmp_path / "died").exists()
    assert outcomes.pop("3103").error == "notebooks/pendling.ipynb stopped in cell lines"
    assert {code: outcome.value.decode() for code, outcome in outcomes.items()} == {
        code: f"site of {code}" for code in ("3101", "3107", "3105", "3110", "3112")
    }


def test_no_scheduler_is_said_in_plain_words(monkeypatch):
    monkeypatch.setattr(country_cluster, "CONNECT", 0.5)
    with pytest.raises(BuildError, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        country_cluster.run("tcp://127.0.0.1:9", {}, {}, {}, print, print)


def test_a_worker_with_other_inputs_or_packages_refuses():
    own = country.stamp(ROOT, 2026, "abc", 1)
    other = own | {"inputs": own["inputs"] | {"_toc.yml": "0"}, "packages": {}}
    with pytest.raises(BuildError, match="has other packages and inputs in .*; give it the same commit and packages"):
        country_cluster.build_there(Edition().parameters, other, {})


def test_a_worker_that_may_not_start_processes_refuses(monkeypatch):
    monkeypatch.setattr(country_cluster.multiprocessing, "current_process", lambda: type("Worker", (), {"daemon": True}))
    with pytest.raises(BuildError, match="DASK_DISTRIBUTED__WORKER__DAEMON=False"):
        country_cluster.build_there(Edition().parameters, {}, {})


def test_a_site_comes_back_as_it_was_sent(tmp_path):
    (tmp_path / "site/book").mkdir(parents=True)
    (tmp_path / "site/book/å.html").write_bytes(b"\r\n\xff")
    (tmp_path / "site/.htaccess").write_text("", encoding="utf-8")
    back = country_cluster.unpack(country_cluster.packed(tmp_path / "site"), tmp_path / "back")
    assert sorted(path.relative_to(back).as_posix() for path in back.rglob("*")) == [".htaccess", "book", "book/å.html"]
    assert (back / "book/å.html").read_bytes() == b"\r\n\xff"
