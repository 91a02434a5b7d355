"""Description of a page for those who show a link to it, and the edition's name on every page."""

import json
from types import SimpleNamespace

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from statusbok import sphinx_nb
from statusbok.sphinx_nb.head import LONGEST, description


def test_first_finding_before_first_paragraph():
    body = "<section><p>Innledning.</p><div class='sb-findings'><ul><li>Ett funn.</li><li>To.</li></ul></div></section>"
    assert description(body) == "Ett funn."


def test_first_paragraph_without_findings():
    assert description("<section><h1>Metode</h1>\n<p>Hva tallene\nmåler.</p><p>Mer.</p></section>") == "Hva tallene måler."


def test_long_text_is_cut_between_words():
    text = description(f"<section><p>{'pendling ' * 60}</p></section>")
    assert len(text) <= LONGEST
    assert text.endswith("pendling …")


def test_page_without_text_has_no_description():
    assert description("<section><h1>Søk</h1></section>") == ""


def test_a_name_that_is_markup_stays_text(tmp_path):
    name = "<img src=x onerror=alert(1)>[x](https://x.no)|*a*_b_`c`{{ 7*7 }}$d$&amp;\"'"
    (tmp_path / "book/files").mkdir(parents=True)
    text = json.dumps({"name": name, "year": 2026})
    (tmp_path / "book/files/edition.json").write_text(text, encoding="utf-8")
    config = SimpleNamespace(html_theme_options={}, author="Statusbok")
    sphinx_nb._read_edition(SimpleNamespace(srcdir=tmp_path), config)
    for found in (
        MarkdownIt("default").render(config.myst_substitutions["name"]).strip(),
        f"<p>{config.html_theme_options['logo']['text'].partition(':')[0]}</p>",
    ):
        page = BeautifulSoup(found, "html.parser")
        assert [tag.name for tag in page.find_all(True)] == ["p"] and name.startswith(page.get_text())
    assert "{{" not in config.myst_substitutions["name"]
    assert sphinx_nb._plain("Våler (Østfold): statusrapport 2026") == "Våler (Østfold): statusrapport 2026"
