"""The accessibility statement, written from what the tests in a browser found, so that it claims nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any


from statusbok.errors import BuildError
from statusbok.publish import templates
from statusbok.show import numbers

RESULTS = "tilgjengelighet.json"
"""Name of the results in `book/`; `python -m pytest tests/browser --record` writes them."""

MODES = {"light": "lyst utseende", "dark": "mørkt utseende"}

# What each check of tests/browser shows when it passes, and what a reader may meet when it does not.
CHECKS = {
    "keyboard": (
        "Bare med tastatur: lenker, knapper, tabeller og kart i kapitlene kan nås i rekkefølge, fokus er synlig, "
        "og det går an å komme seg videre fra alle",
        "Tastaturet når ikke alt, eller det er ikke alltid synlig hvor du er",
    ),
    "zoom": (
        "Forstørret til 400 prosent, også med større avstand mellom bokstaver og linjer: "
        "sidene kan leses uten å rulle sidelengs",
        "Ved 400 prosent forstørring må du rulle sidelengs for å lese alt",
    ),
    "no_script": (
        "Uten JavaScript: figurer, alternative tekster, tabeller og setninger i kapitlene er der",
        "Noe av innholdet mangler uten JavaScript",
    ),
    "print": (
        "På papir: kapitlene skrives ut med stillbilder og uten menyer og interaktive kart",
        "Utskriften mangler figurer eller har med menyer",
    ),
    "privacy": (
        "Når sidene lastes og alt på dem åpnes, blir ingen andre nettsteder spurt om noe",
        "En side henter noe fra et annet nettsted når den lastes",
    ),
}


def page(book: Path) -> str:
    """The statement as MyST markdown.

    Args:
        book: folder with the results.

    Raises:
        BuildError: the results cannot be read.
    """
    environment = templates.environment()
    return environment.get_template("accessibility_page.md.jinja").render(_facts(book / RESULTS))


def _facts(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"tested": False, "passed": [], "faults": [], "untested": [text for text, _ in CHECKS.values()]}
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        return {
            "tested": True,
            "day": numbers.day(date.fromisoformat(results["date"])),
            "what": f"{results['municipality']} {results['edition']}",
            "browser": results["browser"],
            "axe": results["axe"],
            "rules": len(results["rules"]),
            "pages": numbers.n(len(results["pages"])),
            "widths": numbers.listing([str(width) for width in results["widths"]]),
            "modes": numbers.listing([MODES[mode] for mode in results["modes"]]),
            "clean": not results["violations"],
            "undecided": _undecided(results["undecided"]),
            **_checks(results["checks"]),
            "faults": [*_violations(results["violations"]), *_failed(results["checks"])],
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(
            f"book/{path.name} does not hold the results of the tests in a browser ({type(error).__name__}: {error}); "
            "write it with: python -m pytest tests/browser --record"
        ) from error


def _checks(checks: dict[str, Any]) -> dict[str, list[str]]:
    passed = [name for name in CHECKS if name in checks and checks[name]["passed"] and not checks[name]["failed"]]
    return {
        "passed": [CHECKS[name][0] for name in passed],
        "untested": [CHECKS[name][0] for name in CHECKS if name not in checks],
    }


def _violations(violations: list[dict[str, Any]]) -> Iterator[str]:
    for rule in sorted({item["rule"] for item in violations}):
        pages = list(dict.fromkeys(item["page"] for item in violations if item["rule"] == rule))
        yield f"Brudd på axe-regelen {rule} på {numbers.listing([_name(page) for page in pages])}"


def _failed(checks: dict[str, Any]) -> Iterator[str]:
    for name, (_, fault) in CHECKS.items():
        pages = list(dict.fromkeys(checks.get(name, {}).get("failed", [])))
        if pages:
            yield f"{fault}: {numbers.listing([_name(page) for page in pages])}"


def _undecided(undecided: list[dict[str, Any]]) -> str:
    rules = sorted({item["rule"] for item in undecided})
    return numbers.listing(rules) if rules else ""


def _name(page: str) -> str:
    return page.removeprefix("book/")
