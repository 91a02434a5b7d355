"""What the tests in a browser share: which pages, and how a page is opened whole."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from statusbok.publish.project import Project, goal_of

WIDTHS = [1440, 768, 390]
MODES = ["light", "dark"]
# The pages on the goals are made by one notebook: the first stands for them.
_SAME = [name for name in Project().chapters() if goal_of(name) not in (None, 1)]
PAGES = [*Project().pages(_SAME), "search", "404"]
CHAPTERS = [f"book/{name}" for name in Project().chapters(_SAME)]


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site as a plain host does, with the site's own page for what is not there."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder to this machine only; the address ends without a slash."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def unfold(page: Page) -> None:
    """Open everything folded, and scroll to each frame and picture so that it is loaded."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for element in page.locator("iframe, img[loading=lazy]").all():
        if element.is_visible():
            element.scroll_into_view_if_needed()
            frame = element.element_handle().content_frame()
            if frame:
                frame.wait_for_selector(".leaflet-container")
    page.evaluate("scrollTo(0, 0)")


def calm(page: Page) -> None:
    """End every movement at once, and take away the shadows that show where a table goes on.

    Neither is text or its ground, and axe cannot judge a contrast over them.
    """
    page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { transition: none !important; animation: none !important } '
            + '.sb-scroll, .sb-picture { background-image: none !important }');
        document.adoptedStyleSheets.push(sheet);
    }""")
