"""Texts for the reader about a table and its updates."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from statusbok.update import provenance
from statusbok.update.declared import Declaration


def declaration(period="{first}–{last}", **columns) -> Declaration:
    return Declaration(name="t", service="ssb", table="1", columns=columns, period=period)


@pytest.mark.parametrize(
    ("columns", "rows", "template", "text"),
    [
        ({"year": "Tid"}, [[2017], [2025]], "4. kvartal {first}–{last}", "4. kvartal 2017–2025"),
        ({"year": "Tid"}, [[2024], [2024]], "1. januar {first}–{last}", "1. januar 2024"),
        ({"month": "Tid.month"}, [["2024-01"], ["2026-10"]], "{first}–{last}", "Januar 2024–oktober 2026"),
        (
            {"year": "Tid.year", "quarter": "Tid.quarter"}, [[2015, 4], [2026, 3]], "{first}–{last}",
            "4. kvartal 2015–3. kvartal 2026",
        ),
    ],
)  # fmt: skip
def test_the_period_is_written_from_the_figures(columns, rows, template, text):
    assert provenance.period(declaration(template, **columns), pd.DataFrame(rows, columns=list(columns))) == text


def test_the_newest_period_is_written_as_the_service_does():
    quarters = pd.DataFrame({"year": [2026, 2026], "quarter": [1, 3]})
    assert provenance.newest(declaration(year="Tid.year", quarter="Tid.quarter"), quarters) == "2026K3"
    assert provenance.newest(declaration(year="Tid"), quarters.head(0)) == ""


def test_lines_are_put_on_top():
    text = provenance.with_line("", "- one")
    assert text.startswith("# Endringer i tallene\n") and text.endswith("øverst.\n\n- one\n")
    assert provenance.with_line(text, "- two").endswith("øverst.\n\n- two\n- one\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" \r\n\n", f"{provenance.HEADING}\n- new\n"),
        ("\ufeff", f"{provenance.HEADING}\n- new\n"),
        ("- one\n- two\n", "- new\n- one\n- two\n"),
        ("\ufeff- one\n", "\ufeff- new\n- one\n"),
        ("\ufeff# Head\r\n- one\r\n  more\r\n", "\ufeff# Head\r\n\r\n- new\r\n- one\r\n  more\r\n"),
        ("# Head\n\nA - b, no list", "# Head\n\nA - b, no list\n\n- new\n"),
        ("# Head\n\n- one\n\n## 2025\n\n- two\n", "# Head\n\n- new\n- one\n\n## 2025\n\n- two\n"),
    ],
    ids=["blank", "mark only", "no heading", "mark and no heading", "CRLF", "no lines", "parts"],
)
def test_a_line_is_put_above_the_first_and_the_rest_is_kept(before, after):
    assert provenance.with_line(before, "- new") == after


def test_layers_have_a_line():
    line = provenance.layers_line(["geo/municipalities.geojson", "geo/centres.geojson"], date(2026, 11, 22))
    assert line == "- 22. november 2026: Kartlag: nye områder i `centres.geojson`, `municipalities.geojson`."
