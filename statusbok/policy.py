"""Content Security Policies: what a browser may load for each kind of file of the site.

Every document carries its policy in a meta tag, so that it holds wherever the site lies, also on a disk: Chromium
counts the files beside a page as 'self' there. `header_files` says the same in the words of common hosts, and adds
what only a header can say.
"""

from __future__ import annotations

from collections.abc import Sequence

TILES = "https://cache.kartverket.no"
"""The only other host a reader can come to ask, and only by pressing the button under a map."""

PAGE = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Pages. Their styles hold small pictures as data: addresses; there is no inline script or style."""

MAP = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {TILES}; "
    "base-uri 'none'; form-action 'none'"
)
"""Documents with an interactive map, each shown in a frame of a page."""

PICTURE = "default-src 'none'; style-src 'unsafe-inline'"
"""Pictures opened by themselves: matplotlib writes style attributes into SVG, and a picture runs no script."""

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# `frame-ancestors` is not allowed in a meta tag. Maps stand in frames of the site's own pages.
_POLICIES = {
    "page": f"{PAGE}; frame-ancestors 'none'",
    "map": f"{MAP}; frame-ancestors 'self'",
    "picture": f"{PICTURE}; frame-ancestors 'none'",
}


def header_files(not_found: str, editions: Sequence[str] = ()) -> dict[str, str]:
    """The policies for hosts, as files for the root of the site.

    Args:
        not_found: source expression ('sha256-...') of the inline script on the page 404.html.
        editions: folders that hold an edition each, besides the one at the root.

    Returns:
        Name of the file -> its content: `_headers` (Netlify, Cloudflare Pages), `.htaccess` (Apache) and
        `nginx.conf.example` (to be included in a server block). Unlike the first, the other two work in a
        subfolder too.
    """
    missing = _POLICIES["page"].replace("script-src 'self'", f"script-src 'self' {not_found}")
    netlify = ["/*", *(f"  {name}: {value}" for name, value in _COMMON.items())]
    paths = {"/": "page", "/index.html": "page", "/search.html": "page", "/book/*": "page", "/maps/*": "map"}
    paths |= {"/figures/*": "picture"}
    paths |= {f"/{folder}{path}": kind for folder in editions for path, kind in list(paths.items())}
    for path, kind in {**paths, **({"/utgaver.html": "page"} if editions else {})}.items():
        netlify += [path, f"  Content-Security-Policy: {_POLICIES[kind]}"]
    netlify += ["/404.html", f"  Content-Security-Policy: {missing}"]

    # Apache takes the last rule that matches, nginx the first.
    rules = [
        (r"(\.html|/)$", _POLICIES["page"]),
        (r"/maps/[^/]+\.html$", _POLICIES["map"]),
        (r"/figures/[^/]+\.svg$", _POLICIES["picture"]),
        (r"/404\.html$", missing),
    ]
    apache = [
        "# Apache 2.4 with mod_headers. For the page shown when an address is wrong, add to the host's",
        "# configuration, with the folder of the site: ErrorDocument 404 /404.html",
        "AddDefaultCharset utf-8",
        "<IfModule mod_headers.c>",
        *(f'  Header always set {name} "{value}"' for name, value in _COMMON.items()),
        *(
            f'  Header always set Content-Security-Policy "{value}" "expr=%{{REQUEST_URI}} =~ m#{pattern}#"'
            for pattern, value in rules
        ),
        "</IfModule>",
    ]
    nginx = [
        "# The map belongs in the http block, the rest in the server block.",
        "map $uri $statusbok_policy {",
        '  default "";',
        *(f'  ~{pattern} "{value}";' for pattern, value in reversed(rules)),
        "}",
        "charset utf-8;",
        "error_page 404 /404.html;",
        *(f'add_header {name} "{value}" always;' for name, value in _COMMON.items()),
        "add_header Content-Security-Policy $statusbok_policy always;",
    ]
    files = {"_headers": netlify, ".htaccess": apache, "nginx.conf.example": nginx}
    return {name: "\n".join(lines) + "\n" for name, lines in files.items()}
