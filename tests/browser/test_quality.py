"""What Lighthouse counts beside axe and the weights, cheap enough to run every time."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.reading import calm, unfold

_SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value })
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 300);
})"""


def test_head_names_the_page(address, context, page_name):
    page = context(java_script_enabled=False).new_page()
    page.goto(f"{address}/{page_name}.html")
    assert page.locator("html").get_attribute("lang") == "nb"
    assert page.locator("head title").count() == 1 and len(page.title()) > 10
    assert page.locator("meta[name=viewport]").count() == 1
    assert page.locator("meta[charset]").count() == 1
    assert sum(title.is_visible() for title in page.locator("h1").all()) == 1
    assert page.locator("link[rel=icon], link[rel='shortcut icon']").count() >= 1
    if not page_name.startswith("book/"):
        return  # pages that no search engine should list
    description = page.locator("meta[name=description]")
    assert description.count() == 1 and 40 <= len(description.get_attribute("content")) <= 200


def test_nothing_moves_while_the_page_loads(address, context, page_name):
    page = context(width=390).new_page()
    page.goto(f"{address}/{page_name}.html")
    unfolded = page.locator("img:not([width]), img:not([height])")
    assert [image.get_attribute("src") for image in unfolded.all()] == []
    assert page.evaluate(_SHIFT) < 0.05


def test_targets_are_large_enough_for_a_finger(address, context, page_name):
    """WCAG 2.2, 2.5.8. Signs on a map stand where the places are, which the rule leaves out."""
    page = context(width=390).new_page()
    page.goto(f"{address}/{page_name}.html")
    calm(page)
    unfold(page)
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    answer = page.evaluate("axe.run(document, {runOnly: {type: 'rule', values: ['target-size']}})")
    small = [node for rule in answer["violations"] for node in rule["nodes"]]
    # On a map the signs are div elements; its buttons are not, and count.
    assert [node["target"] for node in small if not (len(node["target"]) > 1 and node["html"].startswith("<div"))] == []
