"""The command line: `statusbok build`, `live`, `site`, `pdf`, `verify`, `freeze`, `compare`, `execute`, `check` and `update`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from statusbok import frozen, timing
from statusbok.errors import EditionError, StatusbokError

if TYPE_CHECKING:
    from statusbok.edition import Edition
    from statusbok.publish.render import Renderer

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words of the command line; by default those the program was started with.

    Returns:
        Exit code: 0, or 1 after an error, which is printed in a few lines, and after an update where a dataset
        failed or was refused. A wrong usage ends with 2.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # redirected on Windows it is cp1252, which has no minus sign
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        _put_back()
        return options.run(options) or 0
    except StatusbokError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, a folder that may not be written
        where = f"{error.filename}: " if error.filename else ""
        print(f"error: {where}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="statusbok", description="A municipality's status report from open statistics."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    edition = argparse.ArgumentParser(add_help=False)
    edition.add_argument("--kommune", default="3101", metavar="CODE", help="municipality number, default 3101 (Halden)")
    edition.add_argument("--year", type=_year, default=2026, help="year of the edition, default 2026")
    today = argparse.ArgumentParser(add_help=False)
    today.add_argument(
        "--today", action="store_true", help="read data/ and geo/ also for a year whose record is frozen in data/editions/"
    )
    build = commands.add_parser(
        "build",
        parents=[today],
        help="make the whole report: _build/html/index.html; of several municipalities: _build/country/index.html",
    )
    which = build.add_mutually_exclusive_group()
    which.add_argument(
        "--kommune", nargs="+", action="extend", metavar="CODE",
        help="municipality number, default 3101 (Halden); several: a site for each, below _build/country",
    )  # fmt: skip
    which.add_argument("--all", action="store_true", help="every municipality that the record has the edition of")
    build.add_argument("--year", type=_year, default=2026, help="year of the edition, default 2026")
    build.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="notebooks, or municipalities, to do at a time")
    build.add_argument(
        "--cluster", metavar="ADDRESS", help="several municipalities: on the workers of this Dask scheduler, tcp://HOST:8786"
    )
    build.add_argument("--explain", action="store_true", help="say of each chapter why it ran, or did not")
    build.add_argument("--fresh", action="store_true", help="make everything anew, also what has not changed")
    build.add_argument("--profile", action="store_true", help="tell where the time went, by step and by chapter")
    build.set_defaults(run=_build, refuse=build.error)
    live = commands.add_parser(
        "live", parents=[edition, today], help="build, show the report in a browser, and do both again at each save"
    )
    live.add_argument("--port", type=_port, metavar="N", help="port of the address, default 8000 or a free one")
    live.set_defaults(run=_live)
    site = commands.add_parser("site", help="make every edition of editions.yml, beside each other: _build/site/index.html")
    site.add_argument("--pdf", action="store_true", help="print the PDFs of each edition too")
    site.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="notebooks to execute at a time")
    site.set_defaults(run=_site)
    verify = commands.add_parser(
        "verify", parents=[edition, today], help="build twice under different conditions, and compare the sites byte for byte"
    )
    verify.add_argument(
        "--against", type=Path, metavar="build.json", help="build the edition of this manifest once, and compare with it"
    )
    verify.add_argument("--site", type=Path, metavar="DIR", help="with --against: compare this site, and build nothing")
    verify.set_defaults(run=_verify)
    freeze = commands.add_parser(
        "freeze", parents=[edition],
        help="keep the record that the site built last was made from in data/editions/YEAR, with its build.json",
    )  # fmt: skip
    freeze.add_argument("--replace", action="store_true", help="in place of the one that is kept for the year already")
    freeze.set_defaults(run=_freeze)
    pdf = commands.add_parser(
        "pdf", help="print the site that was built last: _build/html/rapport.pdf, and kortversjon.pdf beside it"
    )
    pdf.set_defaults(run=_pdf)
    execute = commands.add_parser("execute", parents=[edition, today], help="execute the notebooks into book/ only")
    execute.set_defaults(run=_execute)
    check = commands.add_parser("check", help="validate the tables and the map layers")
    check.set_defaults(run=_check)
    compare = commands.add_parser(
        "compare",
        help="what is new from one edition to the next, or differs between two municipalities or two commits",
        usage="statusbok compare OLD NEW [--kommune CODE] [--output FILE]\n"
        "       statusbok compare --kommuner CODE CODE [--year YEAR] [--output FILE]\n"
        "       statusbok compare --commits OLD NEW [--kommune CODE] [--year YEAR] [--output FILE]",
    )
    compare.add_argument("years", nargs="*", type=_year, metavar="YEAR", help="two editions, the older first: 2025 2026")
    compare.add_argument("--kommuner", nargs=2, metavar="CODE", help="two municipalities")
    compare.add_argument("--commits", nargs=2, metavar="COMMIT", help="two commits, the older first; the code is today's")
    compare.add_argument("--kommune", metavar="CODE", help="municipality number, default 3101 (Halden)")
    compare.add_argument("--year", type=_year, help="year of the edition, default 2026")
    compare.add_argument("--output", type=Path, metavar="FILE", help="write the table to a file too, .csv or .xlsx")
    compare.set_defaults(run=_compare, refuse=compare.error)
    update = commands.add_parser(
        "update", help="bring the tables in data/ up to date from the services; nothing is replaced unless it is sound"
    )
    update.add_argument("datasets", nargs="*", metavar="DATASET", help="tables to update, default all")
    update.add_argument("--list", action="store_true", help="show every table: newest here and at the source, age")
    update.add_argument("--kommune", metavar="CODE", help="add a municipality, and its county to compare with")
    update.add_argument("--from", dest="folder", metavar="DIR", help="read saved answers from a folder")
    update.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    update.add_argument(
        "--accept", action="append", default=[], metavar="DATASET",
        help="replace this table although rows or periods are lost, or past figures change much (may be repeated)",
    )  # fmt: skip
    update.set_defaults(run=_update)
    return parser


def _jobs(text: str) -> int:
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a number from 1 on, not {text!r}")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a port from 1 to 65535, not {text!r}")


def _year(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a year such as 2026, not {text!r}") from None


# Each command imports what it needs: papermill and geopandas are slow to load, and a wrong parameter should not wait.


def _build(options: argparse.Namespace) -> int | None:
    codes = list(dict.fromkeys(options.kommune or ["3101"]))
    if options.all or len(codes) > 1:
        return _build_several(options, None if options.all else codes)
    if options.cluster:
        options.refuse("--cluster is for several municipalities: name them, or use --all")
    [options.kommune] = codes
    whole = options.fresh or options.explain or options.profile
    with contextlib.nullcontext() if whole else _renderer() as renderer:
        front_page = None if whole else _unchanged(options)
        if front_page:
            print("Nothing has changed since the last build")
        else:
            front_page = (_reworded(options, renderer) if renderer else None) or _made(options, renderer)
    print(f"Open in a browser: {os.path.relpath(front_page)}")
    return None


def _renderer() -> contextlib.AbstractContextManager[Renderer | None]:
    """A process that loads Jupyter Book from the very start, which takes most of the time; None before the first build."""
    if not (ROOT / "_build/prepared.json").is_file():
        return contextlib.nullcontext()
    from statusbok.publish.project import Project
    from statusbok.publish.render import Renderer

    return Renderer(Project())


def _reworded(options: argparse.Namespace, renderer: Renderer) -> Path | None:
    """The front page of a site that differs from the last one by its text alone, made now; None where more has changed."""
    with contextlib.suppress(EditionError), frozen.used(None if options.today else frozen.of(options.year)):
        from statusbok.publish.reworded import front_page

        return front_page(options.kommune, options.year, renderer=renderer)
    return None


def _unchanged(options: argparse.Namespace) -> Path | None:
    """The front page, where a build would make the same site again; what is wrong with the parameters, a build says."""
    from statusbok.publish.unchanged import front_page

    with contextlib.suppress(StatusbokError), frozen.used(None if options.today else frozen.of(options.year)):
        return front_page(options.kommune, options.year)
    return None


def _made(options: argparse.Namespace, renderer: Renderer | None = None) -> Path:
    """The front page of the site, made now."""
    with timing.measured() if options.profile else contextlib.nullcontext() as seconds:
        if options.fresh or not (ROOT / "_build/cache").is_dir():
            from statusbok import warm

            with frozen.used(None if options.today else frozen.of(options.year)):
                warm.start()  # it imports while this process does
        with _edition(options) as edition:
            with timing.spent("import"):
                from statusbok.publish.build import build

            front_page = build(edition, jobs=options.jobs, fresh=options.fresh, explain=options.explain, renderer=renderer)
        chapters = timing.chapters() if options.profile else {}
    if seconds is not None:
        print(timing.report(seconds, chapters))
    return front_page


def _build_several(options: argparse.Namespace, codes: list[str] | None) -> int:
    for name in ("fresh", "explain", "profile"):
        if getattr(options, name):
            options.refuse(f"--{name} is for one municipality; several are built anew where anything has changed")
    if options.cluster and options.jobs:
        options.refuse("--jobs does not go with --cluster: its workers decide")
    with frozen.used(None if options.today else frozen.of(options.year)):
        if not options.cluster:
            from statusbok import warm

            warm.start(["statusbok.warm.sites"])  # it imports while the record is checked
        from statusbok.publish.country import build_country

        found = build_country(codes, options.year, workers=options.jobs, cluster=options.cluster)
    if found.built or found.kept:
        print(f"Open in a browser: {os.path.relpath(ROOT / '_build/country/index.html')}")
    return 1 if found.failed else 0


def _live(options: argparse.Namespace) -> None:
    with _edition(options) as edition:  # says what is wrong with it before anything starts
        from statusbok.publish.live import serve

        serve(edition.municipality, edition.year, port=options.port)


def _site(options: argparse.Namespace) -> None:
    from statusbok.publish.site import make_site

    print(f"Open in a browser: {os.path.relpath(make_site(pdf=options.pdf, jobs=options.jobs))}")


def _freeze(options: argparse.Namespace) -> None:
    from statusbok.publish.freeze import freeze

    print(freeze(options.kommune, options.year, replace=options.replace))


def _pdf(options: argparse.Namespace) -> None:
    from statusbok.publish.pdf import make_pdf

    print(f"The whole report: {os.path.relpath(make_pdf())}")


def _verify(options: argparse.Namespace) -> None:
    if options.site and not options.against:
        from statusbok.errors import BuildError

        raise BuildError("--site is compared with a manifest: name it too, with --against")
    if options.against:
        from statusbok.publish import verify

        verify.verify_site(options.against, options.site) if options.site else verify.verify_against(options.against)
        return
    with _edition(options) as edition:
        from statusbok.publish import verify

        verify.verify(edition)


def _execute(options: argparse.Namespace) -> None:
    with _edition(options) as edition:
        from statusbok.errors import BuildError
        from statusbok.lock import locked
        from statusbok.publish.build import prepare
        from statusbok.publish.project import Project

        project = Project()
        with locked(project.root, BuildError):
            prepare(edition, project=project)
    print("The executed notebooks are in book/. Build the site with: jupyter-book build .")


def _check(options: argparse.Namespace) -> None:
    from statusbok.publish.record import check_frozen, check_record

    with frozen.used(None):  # the environment may name another
        print(check_record())
    for year in frozen.years():
        print(check_frozen(year))


def _compare(options: argparse.Namespace) -> None:
    ways = [bool(options.years), bool(options.kommuner), bool(options.commits)]
    if sum(ways) != 1 or len(options.years) not in (0, 2):
        options.refuse("expected two years (2025 2026), --kommuner with two numbers, or --commits with two commits")
    if options.years and options.year is not None:
        options.refuse("--year does not go with two years; leave it out")
    if options.kommuner and options.kommune is not None:
        options.refuse("--kommune does not go with --kommuner; leave it out")
    if options.years and options.years[0] >= options.years[1]:
        options.refuse(f"expected the older edition first, not {options.years[0]} {options.years[1]}")
    from statusbok.publish import compare

    if options.output and (wrong := compare.check_path(options.output)):
        options.refuse(f"argument --output: {wrong}")
    code, year = options.kommune or "3101", options.year or 2026
    if options.years:
        found = compare.editions(*options.years, code)
    elif options.kommuner:
        found = compare.municipalities(*options.kommuner, year)
    else:
        found = compare.commits(*options.commits, code, year)
    print(found.as_text())
    if options.output:
        found.write(options.output)
        print(f"\nWritten: {options.output}")


def _update(options: argparse.Namespace) -> int:
    from statusbok.update import WrongUse, listing, update
    from statusbok.update.listed import as_text

    if options.list:
        print(as_text(listing(ROOT)))
        return 0
    try:
        return update(
            ROOT,
            datasets=options.datasets,
            municipality=options.kommune,
            folder=options.folder,
            dry_run=options.dry_run,
            accept=options.accept,
        ).code
    except (WrongUse, EditionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _put_back() -> None:
    """Undo an update that was killed in the middle of its work."""
    if (ROOT / "_build/update/journal.json").exists():
        from statusbok.update.transaction import recover

        if done := recover(ROOT):
            print(done, file=sys.stderr)


@contextlib.contextmanager
def _edition(options: argparse.Namespace) -> Iterator[Edition]:
    """The edition that is asked for, with the record in use that it is made from."""
    from statusbok.edition import Edition

    with frozen.used(None if options.today else frozen.of(options.year)):
        yield Edition(municipality=options.kommune, year=options.year)
