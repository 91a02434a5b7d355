"""The command line: `statusbok build`, `statusbok pdf`, `statusbok execute`, `statusbok check`."""

from __future__ import annotations

import argparse
import os
import sys

from statusbok.errors import StatusbokError


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words of the command line; by default those the program was started with.

    Returns:
        Exit code: 0, or 1 after an error, which is printed in a few lines. A wrong usage ends with 2.
    """
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
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
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="statusbok", description="A municipality's status report from open statistics.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    edition = argparse.ArgumentParser(add_help=False)
    edition.add_argument("--kommune", default="3101", metavar="CODE", help="municipality number, default 3101 (Halden)")
    edition.add_argument("--year", type=_year, default=2026, help="year of the edition, default 2026")
    build = commands.add_parser("build", parents=[edition], help="make the whole report: _build/html/index.html")
    build.set_defaults(run=_build)
    pdf = commands.add_parser("pdf", help="print the site that was built last: _build/html/rapport.pdf")
    pdf.set_defaults(run=_pdf)
    execute = commands.add_parser("execute", parents=[edition], help="execute the notebooks into book/ only")
    execute.set_defaults(run=_execute)
    check = commands.add_parser("check", help="validate the tables and the map layers")
    check.set_defaults(run=_check)
    return parser


def _year(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a year such as 2026, not {text!r}") from None


# Each command imports what it needs: papermill and geopandas are slow to load, and a wrong parameter should not wait.


def _build(options: argparse.Namespace) -> None:
    edition = _edition(options)
    from statusbok.publish.build import build

    front_page = build(edition)
    print(f"Open in a browser: {os.path.relpath(front_page)}")


def _pdf(options: argparse.Namespace) -> None:
    from statusbok.publish.pdf import make_pdf

    print(f"The whole report: {os.path.relpath(make_pdf())}")


def _execute(options: argparse.Namespace) -> None:
    edition = _edition(options)
    from statusbok.publish.build import locked, prepare
    from statusbok.publish.project import Project

    project = Project()
    with locked(project):
        prepare(edition, project=project)
    print("The executed notebooks are in book/. Build the site with: jupyter-book build .")


def _check(options: argparse.Namespace) -> None:
    from statusbok.publish.record import check_record

    print(check_record())


def _edition(options: argparse.Namespace):
    from statusbok.edition import Edition

    return Edition(municipality=options.kommune, year=options.year)
