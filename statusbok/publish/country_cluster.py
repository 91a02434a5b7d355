"""Build municipalities on the workers of a Dask cluster (dask.distributed).

A worker needs the same project folder, wherever it lies there, and the same packages: it holds both against what it is told,
and refuses otherwise. It sends the finished site back as bytes, so that no disk need be shared.
"""

from __future__ import annotations

import io
import multiprocessing
import socket
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from statusbok import warm
from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.publish.project import ROOT
from statusbok.warm import pool

CONNECT = 20
"""Seconds to wait for the scheduler."""


def run(
    address: str,
    editions: Mapping[str, Edition],
    stamp: Mapping[str, Any],
    environment: Mapping[str, str],
    done: Callable[[str, pool.Outcome], None],
    say: Callable[[str], None],
) -> None:
    """Build on the cluster; a municipality whose worker is lost is built by another one.

    Args:
        address: of the scheduler, such as "tcp://10.0.0.5:8786".
        editions: what to build, by code.
        stamp: what the sites are made from, see `country.stamp`.
        environment: see `country.build_one`.
        done: is called with a code and what became of it; a value is the site as a zip file's bytes.
        say: takes one line on what is going on.

    Raises:
        BuildError: there is no scheduler at the address, or it has no workers.
    """
    from distributed import Client, as_completed

    try:
        client = Client(address, timeout=CONNECT)
    except (OSError, ValueError) as error:
        raise BuildError(f"--cluster: no Dask scheduler answers at {address} ({' '.join(str(error).split())[:200]})") from None
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise BuildError(f"--cluster: the scheduler at {address} has no workers; start some with: dask worker {address}")
        say(f"{len(workers)} workers at {address}")
        futures = {
            client.submit(build_there, edition.parameters, dict(stamp), dict(environment), pure=False): code
            for code, edition in editions.items()
        }
        for future in as_completed(list(futures)):
            done(futures[future], _outcome(future))
            future.release()  # the scheduler and the worker may forget the bytes


def _outcome(future: Any) -> pool.Outcome:
    try:
        site, seconds = future.result()
    except BuildError as error:
        return pool.Outcome(None, str(error), 0.0)
    except Exception as error:
        return pool.Outcome(None, f"{type(error).__name__}: {error}", 0.0)
    return pool.Outcome(site, None, seconds)


def build_there(parameters: Mapping[str, Any], stamp: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[bytes, float]:
    """Build one municipality on a worker.

    Args:
        parameters: those of the edition.
        stamp: what the site shall be made from.
        environment: see `country.build_one`.

    Returns:
        The site as a zip file, and the seconds that it took.

    Raises:
        BuildError: the project folder or the packages of the worker are others, or the edition could not be built.
    """
    from statusbok.publish import country  # slow to import, and the one who asks has it

    where = socket.gethostname()
    if multiprocessing.current_process().daemon:
        raise BuildError(
            f"the worker on {where} may not start processes: start it with DASK_DISTRIBUTED__WORKER__DAEMON=False, or --no-nanny"
        )
    own = country.stamp(ROOT, parameters["year"], stamp["commit"], stamp["made"])
    other = [name for name in stamp if own[name] != stamp[name]]
    if other:
        raise BuildError(f"the worker on {where} has other {' and '.join(other)} in {ROOT}; give it the same commit and packages")
    warm.start([country.__name__])
    with tempfile.TemporaryDirectory(prefix="statusbok-country-") as scratch:
        arguments = (parameters, str(ROOT), list(stamp["inputs"]), f"{scratch}/project", environment)
        outcome = pool.run(country.build_one, {"site": arguments}, workers=1)["site"]
        if outcome.error is not None:
            raise BuildError(outcome.error)
        return packed(Path(outcome.value)), outcome.seconds


def packed(site: Path) -> bytes:
    """The files of a folder as a zip file, not compressed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(site).as_posix())
    return content.getvalue()


def unpack(content: bytes, folder: Path) -> Path:
    """Write the files of `packed` into a folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder
