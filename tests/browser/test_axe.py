"""axe-core on every page, in three widths and two modes, with everything unfolded and frames included."""

from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import RESULTS
from tests.browser.reading import MODES, PAGES, WIDTHS, calm, serve, unfold

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

BROKEN = """<!DOCTYPE html><html lang="nb"><head><title>Ødelagt</title></head><body><main><h1>Ødelagt</h1>
<img src="figur.svg"><p style="color: #bbb; background: #fff">Lav kontrast</p><button></button>
<iframe src="ramme.html"></iframe></main></body></html>"""
FRAME = """<!DOCTYPE html><html lang="nb"><head><title>Ramme</title></head>
<body><a href="#her"></a><p style="color: #ccc">Blekt i rammen</p></body></html>"""


CONTRAST = "color-contrast"
UNROLLED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.sb-scroll { max-height: none !important; overflow: visible !important }'
        + '.sb-waiting { display: none !important }');
    document.adoptedStyleSheets.push(sheet);
}"""


def run_axe(page: Page) -> dict[str, Any]:
    """What axe says of the page and of every frame in it.

    It is put in as a debugger does, which no Content Security Policy stops: the page is tested with its own.
    Contrast comes last, with the tables rolled out and no sentence behind the maps: axe does not judge text that
    it finds something in front of.
    """
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    run = """options => axe.run(document, {resultTypes: ["violations", "incomplete"], ...options})"""
    answer = page.evaluate(run, {"runOnly": TAGS, "rules": {CONTRAST: {"enabled": False}}})
    page.evaluate(UNROLLED)
    contrast = page.evaluate(run, {"runOnly": {"type": "rule", "values": [CONTRAST]}})
    page.evaluate("() => { document.adoptedStyleSheets.pop() }")
    return answer | {kind: answer[kind] + contrast[kind] for kind in ("violations", "incomplete", "passes", "inapplicable")}


def told(page_name: str, mode: str, width: int, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"page": page_name, "mode": mode, "width": width, "rule": rule["id"], "elements": len(rule["nodes"])}
        for rule in rules
    ]


def test_no_violation(address, context, edition, browser, record, page_name, mode):
    page = context(mode=mode).new_page()
    page.goto(f"{address}/{page_name}.html")
    assert page.evaluate("document.documentElement.dataset.theme") == mode
    found = record["axe"].setdefault(page_name, {"violations": [], "undecided": []})
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        calm(page)
        unfold(page)
        answer = run_axe(page)
        found["violations"] += told(page_name, mode, width, answer["violations"])
        found["undecided"] += told(page_name, mode, width, answer["incomplete"])
        faults += [f"{width} px: {rule['id']}: {node['target']} {node['html'][:160]}"
                   for rule in answer["violations"] for node in rule["nodes"]]  # fmt: skip
    every = {rule["id"] for kind in ("violations", "incomplete", "passes", "inapplicable") for rule in answer[kind]}
    record["about"] = {
        "municipality": edition.name,
        "edition": edition.year,
        "browser": f"Chromium {browser.version}",
        "axe": answer["testEngine"]["version"],
        "tags": TAGS,
        "rules": sorted(every),
    }
    assert faults == []


def test_committed_results_leave_nothing_out(pytestconfig, record):
    """The accessibility statement is made from them, and may not claim more or less than this run."""
    if pytestconfig.getoption("--record"):
        return
    if list(record["axe"]) != PAGES:
        pytest.skip("axe has not run on every page")
    committed = json.loads(RESULTS.read_text(encoding="utf-8"))
    found = {**record["about"], "pages": PAGES, "widths": sorted(WIDTHS), "modes": MODES}
    again = "run python -m pytest tests/browser --record, and commit book/tilgjengelighet.json"
    assert {key: committed[key] for key in found if key != "browser"} == {
        key: value for key, value in found.items() if key != "browser"
    }, again
    for kind in ("violations", "undecided"):
        left_out = {
            (page, item["rule"]) for page, results in record["axe"].items() for item in results[kind]
        } - {(item["page"], item["rule"]) for item in committed[kind]}
        assert left_out == set(), again


def test_axe_bites(tmp_path, context):
    (tmp_path / "side.html").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "ramme.html").write_text(FRAME, encoding="utf-8")
    page = context().new_page()
    with serve(tmp_path) as address:
        page.goto(f"{address}/side.html")
        violations = {rule["id"]: rule["nodes"] for rule in run_axe(page)["violations"]}
    assert {"image-alt", "color-contrast", "button-name", "frame-title", "link-name"} <= set(violations)
    assert sorted(len(node["target"]) for node in violations["color-contrast"]) == [1, 2], "one on the page, one in the frame"
