"""Description of a page for those who show a link to it."""

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
