"""What is done to every page of the theme after Sphinx has written it."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

from statusbok import policy
from statusbok.sphinx_nb.messages import PHRASES, SEARCH_SCRIPT

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style[^>]*>(?P<body>.*?)</style>", re.DOTALL | re.IGNORECASE)
_STYLED_TAG = re.compile(r'<(?P<start>[a-zA-Z][^<>]*?)\sstyle="(?P<body>[^"]*)"(?P<end>[^<>]*)>')
_CLASS = re.compile(r'\bclass="([^"]*)"')
_DATA = re.compile(r'type="(?!module|text/javascript|application/javascript)')
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')

# Scripts of the theme that nothing on a page uses: the icons come from a font, its own name is for the theme's
# choice of versions, and tooltips are the browser's.
_UNUSED = [
    re.compile(r"\s*<!-- So that users can add custom icons -->"),
    re.compile(r"\s*<script[^>]*/fontawesome\.js[^>]*></script>"),
    re.compile(r"\s*<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>"),
    re.compile(r'\s*<meta name="docsearch:[^>]*>'),
]
_BOOTSTRAP = re.compile(r'\s*<(?:script|link)[^>]*/bootstrap\.js[^>]*>(?:</script>)?')
_NEEDS_BOOTSTRAP = re.compile(r'data-bs-toggle="(?!tooltip)')
# The theme puts the search on every page for results as you type, and the marking of words needs a script address.
_SEARCH = re.compile(r'\s*<script[^>]*\b(?:searchtools|language_data|searchindex|sphinx_highlight)\.js[^>]*></script>')
# Without a script a page is light; with one it is as the reader's system before anything is drawn.
_THEME = {
    'data-theme="auto"': 'data-theme="light"',
    'localStorage.getItem("theme") || "auto"': 'localStorage.getItem("theme") || '
    '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
}
_LOGO = '<div class="sidebar-primary-items__start sidebar-primary__section">'
_SEARCH_FIELD = re.compile(r'(<button class="btn search-button-field[^>]*?) title="[^"]*" aria-label="[^"]*"')


def finish(text: str, site: Path, root: str, *, is_search: bool = False, allowed: str = "") -> str:
    """A page as it is published.

    Inline scripts and styles move to files named by their content; the Content Security Policy goes in; strings
    that the theme has left in English are replaced, and two of its faults mended: a link outside of every
    landmark, and a button whose name is not what it says. Finishing a page twice changes nothing.

    Args:
        text: the page.
        site: folder of the site, where files for scripts and styles are written.
        root: path from the page to that folder, such as "../".
        is_search: whether it is the page that searches.
        allowed: source expression of an inline script that stays, for the page 404.html.
    """
    for pattern in [*_UNUSED, *([] if is_search else [_SEARCH]), *([] if _NEEDS_BOOTSTRAP.search(text) else [_BOOTSTRAP])]:
        text = pattern.sub("", text)
    for theirs, ours in {**PHRASES, **_THEME}.items():
        text = text.replace(theirs, ours)
    text = text.replace('<html lang="nb-NO"', '<html lang="nb"', 1)
    if is_search and SEARCH_SCRIPT not in text:
        text = text.replace("</head>", f"<script>{SEARCH_SCRIPT}</script>\n</head>", 1)
    text = _SEARCH_FIELD.sub(r"\1", text)
    text = text.replace(_LOGO, f'{_LOGO[:-1]} role="complementary" aria-label="Meny">', 1)
    text = _without_inline(text, site, root)
    return _with_policy(text, allowed)


def _without_inline(text: str, site: Path, root: str) -> str:
    def place(body: str, suffix: str) -> str:
        content = body.strip().encode("utf-8") + b"\n"
        name = f"_static/inline/{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return f"{root}{name}"

    def script(match: re.Match[str]) -> str:
        attributes, body = match["attributes"], match["body"]
        if "src=" in attributes or _DATA.search(attributes) or "data-stays" in attributes or not body.strip():
            return match[0]
        return f'<script{attributes} src="{place(body, "js")}"></script>'

    def style(match: re.Match[str]) -> str:
        return f'<link rel="stylesheet" href="{place(match["body"], "css")}">' if match["body"].strip() else ""

    def styled(match: re.Match[str]) -> str:
        name = f"style-{hashlib.sha256(match['body'].encode()).hexdigest()[:12]}"
        rules[name] = match["body"]
        tag = f"{match['start']}{match['end']}"
        if _CLASS.search(tag):
            tag = _CLASS.sub(rf'class="\1 {name}"', tag, count=1)
            return f"<{tag}>"
        first, *rest = re.split(r"(?=[\s/])", tag, maxsplit=1)
        return f'<{first} class="{name}"{"".join(rest)}>'

    text = _STYLE.sub(style, _SCRIPT.sub(script, text))
    rules: dict[str, str] = {}
    text = _STYLED_TAG.sub(styled, text)
    if rules:
        # Twice the class, so that the rule wins over the theme's as the attribute would have.
        sheet = "\n".join(f".{name}.{name} {{ {body} }}" for name, body in sorted(rules.items()))
        text = text.replace("</head>", f'<link rel="stylesheet" href="{place(sheet, "css")}">\n</head>', 1)
    return text


def _with_policy(text: str, allowed: str) -> str:
    if 'http-equiv="Content-Security-Policy"' in text:
        return text
    says = policy.PAGE.replace("script-src 'self'", f"script-src 'self' {allowed}".rstrip())
    head = (
        f'<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="{says}" />\n'
        '    <meta name="referrer" content="no-referrer" />\n'
        '    <meta name="viewport" content="width=device-width, initial-scale=1" />'
    )
    return _VIEWPORT.sub("", text).replace('<meta charset="utf-8" />', head, 1)


def redirect(front: str, title: str) -> str:
    """index.html: leads to the front page, without a script and with a link for who is not led."""
    return f"""<!DOCTYPE html>
<html lang="nb">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy.PAGE}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={front}">
<title>{html.escape(title)}</title>
<link rel="icon" href="data:,">
</head>
<body>
<main><h1>{html.escape(title)}</h1><p><a href="{front}">Gå til rapporten</a></p></main>
</body>
</html>
"""
