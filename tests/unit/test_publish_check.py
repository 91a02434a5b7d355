"""The checks of a finished site: each finds its fault, and a good site passes."""

from __future__ import annotations

import matplotlib
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from statusbok.publish import check
from statusbok.publish.check import check_site, is_empty_svg

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'
GOOD = f"""<!DOCTYPE html><html lang="nb"><head>{POLICY}<link rel="stylesheet" href="../style.css"></head><body>
<h1 id="topp">Pendling</h1><p>I 2022 pendlet 4 632 ut. <a href="#topp">Opp</a> <a href="metode.html#om">metode</a>
<a href="https://www.ssb.no/">SSB</a> <a href="../tables/ut.csv">CSV</a></p>
<figure id="ut"><img src="../figures/ut.svg" alt="Utpendling fra 2017 til 2022"><table><tr><td>1</td></tr></table></figure>
<iframe data-src="../maps/ut.html" title="Kart"></iframe></body></html>"""
METHOD = f'<html lang="nb"><head>{POLICY}</head><body><h2 id="om">Om</h2></body></html>'


@pytest.fixture
def site(tmp_path):
    for folder in ("book", "figures", "tables", "maps"):
        (tmp_path / folder).mkdir()
    (tmp_path / "style.css").touch()
    (tmp_path / "tables/ut.csv").touch()
    (tmp_path / "maps/ut.html").write_text(f"<html><head>{POLICY}</head><body>Kart</body></html>")
    (tmp_path / "book/metode.html").write_text(METHOD, encoding="utf-8")
    (tmp_path / "book/pendling.html").write_text(GOOD, encoding="utf-8")
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4])
    figure.savefig(tmp_path / "figures/ut.svg")
    plt.close(figure)
    return tmp_path


def test_good_site_has_no_problems(site):
    assert check_site(site, ["book/pendling", "book/metode"]) == []


def test_what_is_remembered_gives_the_same_answer_and_is_only_read_again_when_it_has_changed(site, tmp_path, monkeypatch):
    kept, read = tmp_path / "kept/check.json", []
    before = check.read_page
    monkeypatch.setattr(check, "read_page", lambda text: read.append(text) or before(text))
    page = site / "book/pendling.html"
    page.write_text(GOOD.replace("4 632 ut", "nan ut"), encoding="utf-8")
    problems = check_site(site, ["book/pendling"], kept)
    assert len(problems) == 1 and len(read) == 3
    assert check_site(site, ["book/pendling"], kept) == problems and len(read) == 3
    (site / "book/metode.html").write_text(METHOD.replace('id="om"', 'id="ny"'), encoding="utf-8")
    broken = "book/pendling.html: link to a place that is not there: metode.html#om"
    assert broken in check_site(site, ["book/pendling"], kept) and len(read) == 4


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "other", "read": {}}'])
def test_a_memory_that_cannot_be_read_or_is_of_another_version_is_none(site, tmp_path, text):
    kept = tmp_path / "check.json"
    kept.write_text(text, encoding="utf-8")
    assert check_site(site, ["book/pendling"], kept) == []


def test_what_a_correction_quotes_is_no_leak(site):
    path = site / "book/pendling.html"
    quoted = '<dl><dt>Det sto</dt><dd class="sb-quoted">nan prosent</dd></dl>'
    path.write_text(GOOD.replace("</body>", f"{quoted}</body>"), encoding="utf-8")
    assert check_site(site, ["book/pendling"]) == []


def test_missing_page(site):
    assert check_site(site, ["book/pendling", "book/data"]) == ["book/data.html: the page is missing"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('href="metode.html#om"', 'href="metod.html"', "broken link: metod.html"),
        ('href="metode.html#om"', 'href="metode.html#bort"', "link to a place that is not there: metode.html#bort"),
        ('href="#topp"', 'href="#bunn"', "link to a place that is not there: #bunn"),
        ("../tables/ut.csv", "../tables/inn.csv", "broken link: ../tables/inn.csv"),
        ("../tables/ut.csv", "../../secret.csv", "link out of the site: ../../secret.csv"),
        ("../figures/ut.svg", "../figures/inn.svg", "broken reference: ../figures/inn.svg"),
        ("../maps/ut.html", "https://maps.example.org/", "asks another host for https://maps.example.org/"),
        ("../style.css", "//cdn.example.org/a.css", "asks another host for //cdn.example.org/a.css"),
        ("4 632 ut", "nan ut", "shows 'nan': «I 2022 pendlet nan ut.»"),
        ("4 632 ut", "None ut", "shows 'None': «I 2022 pendlet None ut.»"),
        ("fra 2017", "fra NaN", "shows 'NaN': «Utpendling fra NaN til 2022»"),
        ("<p>I 2022", "<p>Traceback (most recent call last)</p><p>I 2022", "shows 'Traceback'"),
        ('<img src="../figures/ut.svg" alt="Utpendling fra 2017 til 2022"><table><tr><td>1</td></tr></table>', "",
         "figure ut is empty"),
        ('alt="Utpendling fra 2017 til 2022"', 'alt=" "', "picture without alternative text: ../figures/ut.svg"),
        (' title="Kart"', "", "frame without a title: ../maps/ut.html"),
        ("<td>1</td>", "<th>1</th>", "table without rows"),
        ("<p>I 2022", '<div class="system-message">ukjent rolle</div><p>I 2022', "error in the page: «ukjent rolle»"),
        (POLICY, "", "no Content Security Policy"),
        ("<p>I 2022", "<script>alert(1)</script><p>I 2022", "inline script: «alert(1)»"),
        ("<p>I 2022", "<style>p { color: red }</style><p>I 2022", "inline style sheet"),
        ("<p>I 2022", '<p style="color: red">I 2022', "inline style: <p style="),
        ("<p>I 2022", '<p onclick="go()">I 2022', "inline script: <p onclick="),
        ("<p>I 2022", '<div class="output traceback"><pre>ValueError</pre></div><p>I 2022', "error in the page"),
    ],
)  # fmt: skip
def test_each_fault_is_found(site, old, new, problem):
    page = site / "book/pendling.html"
    assert old in GOOD
    page.write_text(GOOD.replace(old, new), encoding="utf-8")
    problems = check_site(site, ["book/pendling", "book/metode"])
    assert len(problems) == 1
    assert problems[0].startswith(f"book/pendling.html: {problem}")


def test_a_table_without_rows_is_named_by_its_caption(site):
    table = '<table id="t"><caption>Utpendling <em>fra 2017</em></caption><tr><th>1</th></tr></table>'
    (site / "book/pendling.html").write_text(GOOD.replace("<p>I 2022", f"{table}<p>I 2022"), encoding="utf-8")
    assert check_site(site, ["book/pendling"]) == ["book/pendling.html: table without rows: Utpendling fra 2017"]


def test_a_file_without_body_is_looked_through_too(site):
    (site / "maps/ut.html").write_text(f"{POLICY}<p>nan</p><p>code: <code>nan</code></p>", encoding="utf-8")
    assert check_site(site, ["book/pendling"]) == ["maps/ut.html: shows 'nan': «nan»"]


def test_picture_with_nothing_drawn_is_found(site):
    figure, _ = plt.subplots()
    figure.savefig(site / "figures/ut.svg")
    plt.close(figure)
    assert check_site(site, ["book/pendling"]) == ["book/pendling.html: nothing is drawn in ../figures/ut.svg"]



def test_words_that_only_look_like_missing_values_are_left_alone(site):
    page = site / "book/pendling.html"
    page.write_text(GOOD.replace("4 632 ut", "Nanna og finansielle tall").replace("Pendling", "NoneX"), encoding="utf-8")
    assert check_site(site, ["book/pendling"]) == []


@pytest.mark.parametrize(
    ("draw", "empty"),
    [
        (lambda axes: None, True),
        (lambda axes: axes.text(0.5, 0.5, "ingen tall"), True),
        (lambda axes: axes.plot([], []), True),
        (lambda axes: axes.barh([], []), True),
        (lambda axes: axes.plot([1, 2], [1, 2]), False),
        (lambda axes: axes.barh(["a"], [1]), False),
        (lambda axes: axes.scatter([1], [1]), False),
        (lambda axes: axes.pcolormesh([[1, 2], [3, 4]]), False),
        (lambda axes: axes.imshow([[1, 2], [3, 4]]), False),
    ],
)
@pytest.mark.parametrize("below", [True, False])
def test_empty_pictures_are_told_from_drawn_ones(tmp_path, draw, empty, below):
    figure, axes = plt.subplots()
    axes.set_axisbelow(below)
    draw(axes)
    figure.savefig(tmp_path / "picture.svg")
    plt.close(figure)
    assert is_empty_svg(tmp_path / "picture.svg") is empty
