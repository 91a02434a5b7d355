"""The accessibility statement claims what the results hold, and no more."""

from __future__ import annotations

import json

import pytest

from statusbok.errors import BuildError
from statusbok.publish.accessibility_page import CHECKS, RESULTS, page

GOOD = {
    "date": "2026-11-22", "municipality": "Halden", "edition": 2026, "browser": "Chromium 156.0", "axe": "4.12.1",
    "tags": ["wcag2a"], "rules": ["image-alt", "region"], "modes": ["light", "dark"], "widths": [390, 1440],
    "pages": ["book/index", "book/pendling"], "violations": [], "undecided": [],
    "checks": {name: {"passed": ["book/pendling"], "failed": []} for name in CHECKS},
}  # fmt: skip


@pytest.fixture
def statement(tmp_path):
    def write(**changes: object) -> str:
        (tmp_path / RESULTS).write_text(json.dumps({**GOOD, **changes}), encoding="utf-8")
        return page(tmp_path)

    return write


def test_clean_results(statement):
    text = statement()
    assert "22.\N{NO-BREAK SPACE}november 2026 på utgaven Halden 2026 i Chromium 156.0" in text
    assert "axe-core 4.12.1 prøvde 2 regler" in text
    assert "på 2 sider i 390 og 1440 piksler bredde, med lyst utseende og mørkt utseende" in text
    assert "Verktøyet fant ingen brudd." in text
    assert "Ikke prøvd" not in text and "avgjøre" not in text
    assert [said for said, _ in CHECKS.values() if f"- {said}." not in text] == []
    assert [fault for _, fault in CHECKS.values() if fault in text] == []


def test_violations_are_told_with_their_pages(statement):
    item = {"page": "book/pendling", "mode": "dark", "width": 390, "rule": "region", "elements": 2}
    text = statement(violations=[item, {**item, "width": 1440}, {**item, "page": "search"}])
    assert "ingen brudd" not in text
    assert "- Brudd på axe-regelen region på pendling og search." in text


def test_check_that_failed_on_one_page_is_not_claimed(statement):
    text = statement(checks={**GOOD["checks"], "zoom": {"passed": ["book/pendling"], "failed": ["book/index"]}})
    assert f"- {CHECKS['zoom'][0]}." not in text
    assert f"- {CHECKS['zoom'][1]}: index." in text


def test_check_that_was_not_run_is_named(statement):
    text = statement(checks={name: went for name, went in GOOD["checks"].items() if name != "print"})
    assert "- Ikke prøvd: på papir: kapitlene" in text and f"- {CHECKS['print'][0]}." not in text


def test_what_the_tool_could_not_decide_is_told(statement):
    item = {"page": "book/pendling", "mode": "dark", "width": 390, "rule": "color-contrast", "elements": 2}
    assert "Det gjelder regelen color-contrast." in statement(undecided=[item])
    assert "reglene color-contrast og region." in statement(undecided=[item, {**item, "rule": "region"}])


def test_without_results_nothing_is_claimed(tmp_path):
    text = page(tmp_path)
    assert "er ikke prøvd." in text and "axe" not in text and text.count("Ikke prøvd:") == len(CHECKS)


@pytest.mark.parametrize("broken", ["{", "[]", json.dumps({"date": "2026-11-22"})])
def test_broken_results_are_told(tmp_path, broken):
    (tmp_path / RESULTS).write_text(broken, encoding="utf-8")
    with pytest.raises(BuildError, match=r"book/tilgjengelighet.json does not hold .*--record"):
        page(tmp_path)
