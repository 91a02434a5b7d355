"""Content Security Policies, and the pages and files that hold to them."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from statusbok import policy
from statusbok.sphinx_nb import not_found, pages, search

PAGE = """<html lang="nb-NO" data-content_root="../"><head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" /><meta name="viewport" content="x" />
<script data-cfasync="false">document.documentElement.dataset.mode = "light";</script>
<noscript><style>.pst-js-only { display: none }</style></noscript>
<script defer src="../_static/scripts/fontawesome.js"></script>
<script defer src="../_static/scripts/bootstrap.js?digest=1"></script>
<script src="../searchindex.js"></script>
</head><body><div style="width: 20%">a</div><p class="b" style="color:red">b</p>
<script type="application/json">{"a": 1}</script>
<button class="btn search-button-field search-button__button" title="Søk" aria-label="Søk">Søk</button>
<div class="sidebar-primary-items__start sidebar-primary__section"></div></body></html>"""


@pytest.fixture
def finished(tmp_path):
    return pages.finish(PAGE, tmp_path, "../")


def directives(text: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in text.split(";"))}


def test_policies_are_strict():
    for text in (policy.PAGE, policy.MAP):
        assert "unsafe" not in text and "*" not in text and "http:" not in text
        assert "frame-ancestors" not in text  # a browser warns of it in a meta tag
    page, chart = directives(policy.PAGE), directives(policy.MAP)
    assert page["default-src"] == page["script-src"] == page["style-src"] == page["frame-src"] == ["'self'"]
    assert page["object-src"] == ["'none'"] and page["img-src"] == ["'self'", "data:"]
    assert chart["default-src"] == ["'none'"] and chart["script-src"] == chart["style-src"] == ["'self'"]
    assert chart["img-src"] == ["'self'", "data:", "https://cache.kartverket.no"]


def test_header_files_say_what_the_pages_say():
    files = policy.header_files("'sha256-x'")
    assert set(files) == {"_headers", ".htaccess", "nginx.conf.example"}
    for text in files.values():
        for stated in (f"{policy.PAGE}; frame-ancestors 'none'", f"{policy.MAP}; frame-ancestors 'self'", policy.PICTURE):
            assert stated in text
        assert "script-src 'self' 'sha256-x'" in text
        assert re.search("X-Content-Type-Options:? .?nosniff", text) and re.search("Referrer-Policy:? .?no-referrer", text)


def test_inline_scripts_and_styles_become_files(finished, tmp_path):
    assert "<style" not in finished and " style=" not in finished
    assert re.findall(r"<script(?![^>]*src=)[^>]*>", finished) == ['<script type="application/json">']
    for name in re.findall(r'(?:src|href)="\.\./(_static/inline/[^"]+)"', finished):
        content = (tmp_path / name).read_bytes()
        assert hashlib.sha256(content).hexdigest().startswith(name.rsplit("/", 1)[1].split(".")[0])
    rules = "".join(path.read_text() for path in (tmp_path / "_static/inline").glob("*.css"))
    for name, rule in (("div", "width: 20%"), ("p", "color:red")):
        (classes,) = re.findall(rf'<{name} class="(?:b )?(style-\w+)"', finished)
        assert f".{classes}.{classes} {{ {rule} }}" in rules


def test_pages_carry_policy_language_and_one_viewport(finished):
    assert f'content="{policy.PAGE}"' in finished
    assert finished.index("Content-Security-Policy") < finished.index("<script")
    assert '<html lang="nb"' in finished and finished.count('name="viewport"') == 1
    assert 'content="no-referrer"' in finished


def test_the_themes_two_faults_are_mended(finished):
    assert '<button class="btn search-button-field search-button__button">Søk' in finished
    assert 'sidebar-primary__section" role="complementary" aria-label="Meny">' in finished


def test_scripts_that_nothing_uses_are_left_out(finished, tmp_path):
    assert not re.search("fontawesome|bootstrap|searchindex", finished)
    menu = PAGE.replace("<p ", '<button data-bs-toggle="dropdown">x</button><p ')
    assert "bootstrap.js" in pages.finish(menu, tmp_path, "../")
    assert "searchindex.js" in pages.finish(PAGE, tmp_path, "../", is_search=True)


def test_finishing_twice_changes_nothing(finished, tmp_path):
    assert pages.finish(finished, tmp_path, "../") == finished


@pytest.mark.parametrize(("base_url", "root"), [("", "/"), ("https://example.org/rapport/", "/rapport/")])
def test_page_for_wrong_addresses_starts_from_the_root(base_url, root, tmp_path):
    text = pages.finish(not_found.finish(PAGE, base_url), tmp_path, "", allowed=not_found.ALLOWED)
    assert f'<base href="{root}">' in text
    (script,) = re.findall(r"<script data-stays>(.*?)</script>", text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in text


@pytest.mark.parametrize(
    "forms",
    [
        "pendling pendlingen pendlinger pendlere pendlerne pendler pendlernes pendlet pendle",
        "kommune kommuner kommunene kommunens kommunen kommunenes",
        "næring næringen næringer næringene næringens",
        "arbeidsplass arbeidsplasser arbeidsplassene arbeidsplassen",
        "ledig ledige ledighet ledigheten",
        "areal arealer arealet arealene arealets",
        "grensearbeid grensearbeidet grensearbeider grensearbeidere grensearbeiderne",
    ],
)
def test_forms_of_a_word_are_found_together(forms):
    assert len({search.stem(word) for word in forms.split()}) == 1


def test_short_words_and_names_stay_whole():
    for word in ("by", "sone", "plan", "land", "plass", "oslo"):
        assert search.stem(word) == word


def test_the_scripts_stemmer_has_the_same_endings():
    script = search.Bokmal.js_stemmer_code
    (endings,) = re.findall(r"const endings = (\[[^]]*\])", script)
    assert endings == str(search._ENDINGS).replace("'", '"')
    assert "word.length - ending.length >= 4" in script
