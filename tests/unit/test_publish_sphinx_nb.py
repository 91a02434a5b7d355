"""The theme's interface in bokmål."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from statusbok.publish.build import prepare, run_jupyter_book

NORWEGIAN = [
    "Gå til hovedinnholdet",
    "Til toppen",
    "Innhold på denne siden",
    "Vis eller skjul menyen",
    "Hovedmeny",
    "Søk i rapporten",
    "forrige",
    "Lenke til denne overskriften",
]
ENGLISH = re.compile(
    r"\b(?:Skip|Search|Toggle|Back to|On this page|Contents|next|previous|Link to|Color|Light|Dark|Main|Page|Copyright)\b"
)


@pytest.fixture
def site(small, edition):
    (small.book / "index.md").write_text("# Forside\n\n## Om rapporten\n\nTekst.\n", encoding="utf-8")
    prepare(edition, project=small, say=lambda _: None)
    return run_jupyter_book(small)


def test_pages_and_search_speak_norwegian_and_carry_no_unused_scripts(site):
    pages = [BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
             for name in ("book/index.html", "book/sysselsetting.html", "search.html")]  # fmt: skip
    seen = []
    for page in pages:
        assert page.html["lang"] == "nb"
        texts = [text for text in page.body.find_all(string=True) if type(text).__name__ == "NavigableString"
                 and text.find_parent(["script", "style"]) is None]  # fmt: skip
        for element in page.find_all(True):
            texts += [element[name] for name in ("title", "aria-label", "placeholder", "alt") if element.get(name)]
        assert [text.strip() for text in texts if ENGLISH.search(text)] == []
        seen += texts
        scripts = [script["src"] for script in page.find_all("script", src=True)]
        assert not [name for name in scripts if re.search("fontawesome|thebe|copybutton|mathjax|://", name)]
    assert [text for text in NORWEGIAN if not any(text in found for found in seen)] == []
    assert not (site / "_static/scripts/fontawesome.js").exists()

    assert "const endings" in (site / "_static/language_data.js").read_text(encoding="utf-8")
    assert any("Ingen sider passer med s" in path.read_text(encoding="utf-8") for path in (site / "_static/inline").glob("*.js"))
