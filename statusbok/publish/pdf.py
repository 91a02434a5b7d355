"""The whole report, and the brief on one page, as tagged PDFs printed by Chromium from the finished site."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, ByteStringObject, NameObject, TextStringObject

from statusbok.errors import BuildError
from statusbok.publish import manifest, templates
from statusbok.publish.commit import commit_of
from statusbok.publish.project import Project

FILE = "rapport.pdf"
"""Name of the PDF in the root of the site."""

BRIEF_PAGE = "book/kortversjon"
BRIEF_FILE = "kortversjon.pdf"
"""Name of the PDF of that page alone, in the root of the site."""

BRIEF_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)
"""Sizes of its text, in points: the first with which it fits one page of A4 is used."""

OLDEST = 131
"""First version of Chromium that prints running feet from a style sheet."""

FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable",
    "chrome", "msedge",
)  # fmt: skip
_MAC = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe", r"Chromium\Application\chrome.exe")

# What paper has no use for: things to press, maps to move, and the numbers behind figures, which are in the site's files.
_OUT = (
    "script, style, iframe, button, form, input, nav, details, .sb-map, .sb-skip, .headerlink, .toctree-wrapper, "
    ".sb-edition, .sb-footer, .sb-pdf"
)
_POINTS = ("aria-labelledby", "aria-describedby", "for", "headers")
_NODE = re.compile(rb"node\d{8}")
_LINK = re.compile(r'\s*<(p|a) class="sb-pdf".*?</\1>', re.DOTALL)
_FOOT = re.compile(r'<div class="bd-footer-content__inner[^>]*>')
_START = re.compile(r'<p class="sb-start">.*?(?=</p>)', re.DOTALL)
_TITLE = re.compile(r"<article\b.*?</h1>", re.DOTALL)


def make_pdf(project: Project | None = None, say: Callable[[str], None] = print) -> Path:
    """Print the finished site as one PDF, `rapport.pdf` in its root, and link it from every page.

    The brief for the council also becomes a PDF of its own, `kortversjon.pdf`, which its page links; an edition
    without a plan has no brief, and an older file of that name is removed.

    The same site gives the same bytes with the same Chromium and fonts.

    Args:
        project: the folder whose site is printed; by default the repository.
        say: takes one line on what is going on.

    Returns:
        Path of the PDF of the whole report.

    Raises:
        BuildError: there is no site, no Chromium new enough, the printing failed, or the brief needs more than a page.
    """
    project = project or Project()
    about = project.site / "edition.json"
    if not about.is_file():
        raise BuildError(f"there is no site in {project.site} to print: build it first (make book)")
    edition = json.loads(about.read_text(encoding="utf-8"))
    say(f"Printing the report: {edition['name']} ({edition['municipality']}), edition {edition['year']}")
    report = Report(project, edition)
    brief = Brief(project, edition) if BRIEF_PAGE in project.pages(edition.get("left_out", ())) else None
    files = {FILE: (report, print_pages(report, project.work / "pdf"))}
    if brief:
        files[BRIEF_FILE] = (brief, print_brief(brief, project.work / "pdf"))
    (project.site / BRIEF_FILE).unlink(missing_ok=True)
    seconds = commit_of(project.root)[1]
    made = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    for name, (document, pdf) in files.items():
        finished = finish(pdf, document.title, document.subject, made)
        (project.site / name).write_bytes(finished)
    link_pdf(project.site)
    printer = PdfReader(io.BytesIO(files[FILE][1])).metadata
    manifest.refresh(project.site, printed_by=str(printer.get("/Producer", "")) if printer else "")
    return project.site / FILE


def find_chromium() -> Path:
    """The browser to print with: `$STATUSBOK_CHROMIUM`, or an installed Chromium, Chrome or Edge.

    Raises:
        BuildError: there is none; the message says how to get it.
    """
    named = os.environ.get("STATUSBOK_CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise BuildError(f"STATUSBOK_CHROMIUM names {named}, which is not a program that can be started")
        return Path(str(shutil.which(named)))
    for candidate in _candidates():
        if candidate.is_file():
            return candidate
    raise BuildError(
        "no Chromium, Google Chrome or Microsoft Edge was found, and the PDF is printed by one of them.\n"
        "  Debian, Ubuntu: sudo apt install chromium\n"
        "  Windows: Edge is part of the system; macOS: install Google Chrome\n"
        "  Elsewhere: set STATUSBOK_CHROMIUM to the path of the program"
    )


def _candidates() -> Iterator[Path]:
    for name in _NAMES:
        if found := shutil.which(name):
            yield Path(found)
    if sys.platform == "darwin":
        for name in _MAC:
            yield Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
    if sys.platform == "win32":
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            for program in _WINDOWS:
                yield Path(os.environ.get(folder, "C:\\")) / program


class Document(ABC):
    """Pages of a site as one HTML document for paper."""

    title: str
    _anchors: dict[str, str]
    """Anchor of each page that is in the document."""

    def __init__(self, project: Project, edition: dict[str, Any]) -> None:
        """Args:
        project: the folder with the finished site.
        edition: `municipality`, `name` and `year`, as the build wrote them.
        """
        config = yaml.safe_load((project.root / "_config.yml").read_text(encoding="utf-8"))
        self.site = project.site
        self.subject = str(config["title"])
        self._edition = edition

    @abstractmethod
    def html(self, pages: dict[str, int]) -> str:
        """The document.

        Args:
            pages: page number of each anchor, as found in an earlier print.
        """

    def _render(self, template: str, **context: object) -> str:
        environment = templates.environment(keep_trailing_newline=False)
        return environment.get_template(template).render(
            edition=self._edition,
            title=self.title,
            subject=self.subject,
            styles=[(self.site / "_static" / name).as_uri() for name in ("statusbok.css", "print.css")],
            paper=Markup((Path(__file__).parent / "pdf.css").read_text(encoding="utf-8")),
            **context,
        )

    def _article(self, name: str) -> Tag:
        path = self.site / f"{name}.html"
        if not path.is_file():
            raise BuildError(f"the site has no page {name}.html: build it again (make book)")
        article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").article
        if article is None:
            raise BuildError(f"{name}.html holds no article, so it cannot be printed")
        return article

    def _fit(self, name: str, article: Tag) -> Tag:
        """A page's article as a chapter: without what paper has no use for, its anchors and links made the document's own."""
        for element in article.select(_OUT):
            element.decompose()
        page = self._anchors[name]
        for files in article.select(".sb-links"):
            self._name_file(files)
        for element in article.find_all(True):
            if element.has_attr("id"):
                element["id"] = f"{page}--{element['id']}"
            for attribute in _POINTS:
                del element[attribute]
            del element["tabindex"]
        for region in article.select("[role=region]"):
            del region["role"], region["aria-label"]
        for figure in article.select("figure, figcaption"):
            figure.name = "div"  # Chromium tags both a figure and its picture as figures, the first without a text
        for image in article.select("img[src]"):
            image["src"] = self._file(name, str(image["src"])).as_uri()
            del image["loading"]
        for link in article.select("a[href]"):
            self._fit_link(name, link)
        for heading in article.select("h1"):
            heading["id"] = page
        return article

    def _name_file(self, links: Tag) -> None:
        """Below a figure or table stands the name of the file with its numbers in place of things to press."""
        files = [Path(urlsplit(str(link["href"])).path).name for link in links.select("a[download][href]")]
        if files:
            links.clear()
            links["class"] = "sb-file"
            links.append("Tallene på nettstedet: " + " og ".join(files))
        else:
            links.decompose()

    def _fit_link(self, name: str, link: Tag) -> None:
        parts = urlsplit(str(link["href"]))
        if parts.scheme or parts.netloc:
            shown = link.get_text(strip=True)
            if parts.scheme.startswith("http") and shown.rstrip("/") != str(link["href"]).rstrip("/"):
                link["class"] = [*link.get("class", []), "sb-address"]
            return
        target = self._file(name, parts.path).relative_to(self.site.resolve()).with_suffix("").as_posix() if parts.path else name
        if target not in self._anchors or not parts.path.endswith((".html", "")):
            link.unwrap()  # a file of the site, which paper cannot open
            return
        anchor = self._anchors[target] + (f"--{unquote(parts.fragment)}" if parts.fragment else "")
        link["href"] = f"#{anchor}"
        if target != name:
            reference = BeautifulSoup("", "html.parser").new_tag("span", attrs={"class": "sb-ref", "data-page": anchor})
            link.append(reference)

    def _file(self, name: str, address: str) -> Path:
        path = (self.site / name).parent / unquote(urlsplit(address).path)
        return path.resolve()


class Report(Document):
    """The pages of a site as one document with cover and contents."""

    def __init__(self, project: Project, edition: dict[str, Any]) -> None:
        """Args: see `Document`."""
        super().__init__(project, edition)
        self.title = f"{edition['name']}: statusrapport {edition['year']}"
        front, *names = project.pages(edition.get("left_out", ()))
        pages = {name: self._article(name) for name in [front, *names]}
        self._cover = {**_cover(pages, front), "map": self._map(front, pages[front])}
        self._anchors = {front: "innhold", **{name: Path(name).name for name in names}}
        self._articles = {name: self._fit(name, pages[name]) for name in names}
        made_by_notebook = {f"book/{chapter}" for chapter in project.chapters()}
        entries = {name: _entry(article) for name, article in self._articles.items()}
        self._chapters = [entry for name, entry in entries.items() if name in made_by_notebook]
        self._about = [entry for name, entry in entries.items() if name not in made_by_notebook]

    def html(self, pages: dict[str, int]) -> str:
        """The document.

        Args:
            pages: page number of each anchor, as found in an earlier print; 00 is shown for others.
        """
        for article in self._articles.values():
            for reference in article.select("[data-page]"):
                reference.string = f"(side {_number(pages, str(reference['data-page']))})"
        return self._render(
            "pdf.html",
            cover=self._cover,
            chapters=self._chapters,
            about=self._about,
            number=lambda anchor: _number(pages, anchor),
            articles=[(self._anchors[name], Markup(article.decode_contents())) for name, article in self._articles.items()],
            style=Markup(_running(self.title, [(entry["anchor"], entry["title"]) for entry in self._chapters + self._about])),
        )

    def _map(self, name: str, article: Tag) -> dict[str, str] | None:
        """The front page's picture, if it has one."""
        figure = article.select_one("figure:has(img)")
        if figure is None:
            return None
        image, caption = figure.select_one("img"), figure.select_one("figcaption")
        return {
            "src": self._file(name, str(image["src"])).as_uri(),  # type: ignore[index]
            "alt": str(image.get("alt", "")),  # type: ignore[union-attr]
            "caption": caption.get_text(" ", strip=True) if caption else "",
        }


class Brief(Document):
    """The brief for the council: one chapter as a sheet of its own, in the largest text with which it fits.

    Attributes:
        size: Size of the text, in points.
    """

    size = BRIEF_SIZES[0]

    def __init__(self, project: Project, edition: dict[str, Any]) -> None:
        """Args: see `Document`."""
        super().__init__(project, edition)
        article = self._article(BRIEF_PAGE)
        self._cover = _cover({BRIEF_PAGE: article}, BRIEF_PAGE)
        self._anchors = {BRIEF_PAGE: Path(BRIEF_PAGE).name}
        self._page = self._fit(BRIEF_PAGE, article)
        self.title = f"{edition['name']}: {_entry(self._page)['title']} {edition['year']}"

    def html(self, pages: dict[str, int]) -> str:
        """The document; it shows no page numbers."""
        return self._render(
            "brief.html",
            cover=self._cover,
            size=self.size,
            article=Markup(self._page.decode_contents()),
            style=Markup((Path(__file__).parent / "brief.css").read_text(encoding="utf-8")),
        )


def _cover(pages: dict[str, Tag], front: str) -> dict[str, Any]:
    """What the cover says: the report's first paragraph, the age of the numbers, and the foot of a chapter."""

    def first(selector: str) -> Tag | None:
        return next((found for page in pages.values() if (found := page.select_one(selector))), None)

    lead, edition, foot = pages[front].select_one("h1 ~ p"), first(".sb-edition"), first(".sb-footer")
    who = edition.select_one("strong") if edition else None
    dates = edition.select_one("span") if edition else None
    return {
        "lead": lead.get_text(" ", strip=True) if lead else "",
        "who": who.get_text(strip=True) if who else "",
        "dates": dates.get_text(strip=True) if dates else "",
        "foot": [line.get_text(strip=True) for line in foot.select("p:not(.sb-kicker)") if not line.a] if foot else [],
    }


def _entry(article: Tag) -> dict[str, Any]:
    """A chapter in the table of contents."""
    heading = article.h1
    if heading is None:
        raise BuildError("a page without a title cannot stand in the table of contents")
    sections = article.select("section[id]:has(> h2)")
    return {
        "title": heading.get_text(strip=True),
        "anchor": str(heading["id"]),
        "sections": [{"title": section.h2.get_text(strip=True), "anchor": str(section["id"])} for section in sections],  # type: ignore[union-attr]
    }


def _number(pages: dict[str, int], anchor: str) -> str:
    return str(pages.get(anchor, "00"))


def _running(title: str, chapters: list[tuple[str, str]]) -> str:
    """Each chapter's name at the head of its pages."""
    rules = [f'@page {{ @bottom-left {{ content: "{_css(title)}" }} }}']
    for anchor, chapter in chapters:
        page = "c" + re.sub(r"[^a-z0-9]", "-", anchor.lower())
        rules.append(f'@page {page} {{ @top-left {{ content: "{_css(chapter)}" }} }} #kapittel-{anchor} {{ page: {page} }}')
    return "\n".join(rules)


def _css(text: str) -> str:
    """Text inside quotation marks in a style sheet: nothing in it can end them."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)


def print_brief(brief: Brief, folder: Path) -> bytes:
    """Print the brief in the largest of `BRIEF_SIZES` with which it fits one page; arguments as `print_pages`.

    Raises:
        BuildError: it does not fit one page, or the printing failed.
    """
    for size in BRIEF_SIZES:
        brief.size = size
        pdf = print_pages(brief, folder)
        if len(PdfReader(io.BytesIO(pdf)).pages) == 1:
            return pdf
    raise BuildError(
        f"{BRIEF_PAGE} does not fit one page of A4 in text of {BRIEF_SIZES[-1]} points: shorten the notebook"
    )


def print_pages(report: Document, folder: Path) -> bytes:
    """Print a document until the page numbers it shows are those where things stand.

    Args:
        report: the document.
        folder: where it may put its HTML; removed afterwards.

    Returns:
        The PDF as Chromium made it.

    Raises:
        BuildError: Chromium is missing, too old, failed, asked for another host, or the numbers did not settle.
    """
    with ThreadPoolExecutor(1) as pool:  # Playwright refuses a thread that has an event loop, such as a notebook's
        return pool.submit(_print_pages, report, folder).result()


def _print_pages(report: Document, folder: Path) -> bytes:
    program = find_chromium()
    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "rapport.html"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            if int(browser.version.split(".")[0]) < OLDEST:
                raise BuildError(f"{program} is version {browser.version}; the PDF needs {OLDEST} or newer")
            page = browser.new_page(java_script_enabled=False, color_scheme="light", offline=True)
            missing: list[str] = []
            page.on("requestfailed", lambda request: missing.append(request.url))
            numbers: dict[str, int] = {}
            for _ in range(4):
                document.write_text(report.html(numbers), encoding="utf-8")
                page.goto(document.as_uri())
                if missing:
                    raise BuildError(f"the report asks for what is not there: {missing[0]}")
                pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
                found = destinations(PdfReader(io.BytesIO(pdf)))
                if found == numbers:
                    browser.close()
                    return pdf
                numbers = found
    except PlaywrightError as error:
        raise BuildError(f"{program} could not print the report: {str(error).splitlines()[0]}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise BuildError("the page numbers of the PDF did not settle in four prints")


def destinations(pdf: PdfReader) -> dict[str, int]:
    """Page number, from 1, of every anchor that something in a PDF links to."""
    found = {}
    for name, destination in pdf.named_destinations.items():
        number = pdf.get_destination_page_number(destination)
        if number is not None:
            found[str(name).removeprefix("/")] = number + 1
    return found


def finish(pdf: bytes, title: str, subject: str, date: datetime | None) -> bytes:
    """Give a PDF its title, and take out what differs from run to run.

    Args:
        pdf: the file as Chromium made it.
        title: shown in the title bar of the reader's window.
        subject: what the document is.
        date: when the report's content was last changed; None leaves the dates out.
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    facts = {"/Title": title, "/Author": "Statusbok", "/Subject": subject, "/Creator": "Statusbok", "/Producer": "Chromium"}
    if date:
        facts |= dict.fromkeys(("/CreationDate", "/ModDate"), date.strftime("D:%Y%m%d%H%M%SZ"))
    writer.metadata = facts
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("nb")
    writer.create_viewer_preferences()
    root["/ViewerPreferences"][NameObject("/DisplayDocTitle")] = BooleanObject(True)  # type: ignore[index]
    writer.page_mode = "/UseOutlines"
    writer._ID = ArrayObject([ByteStringObject(b"statusbok"), ByteStringObject(b"statusbok")])
    writer.pdf_header = "%PDF-1.7"
    done = io.BytesIO()
    writer.write(done)
    return _renumbered(done.getvalue())


def _renumbered(pdf: bytes) -> bytes:
    """Names of elements, node00006223 and so on, counted from 0 in the same order.

    Chromium counts them on from what it has done before. The new names are as long as the old, so nothing moves.
    """
    names = sorted(set(_NODE.findall(pdf)))
    new = {name: b"node%08d" % rank for rank, name in enumerate(names)}
    return _NODE.sub(lambda found: new[found.group()], pdf)


def link_pdf(site: Path) -> None:
    """Link the PDF from the front page and from the foot of every page, and that of the brief from its own page.

    A page is not linked twice.
    """
    for path in sorted([*site.glob("*.html"), *(site / "book").glob("*.html")]):
        text = _LINK.sub("", path.read_text(encoding="utf-8"))
        address = "../" * len(path.relative_to(site).parts[:-1]) + FILE
        foot = f'\n<p class="sb-pdf"><a href="{address}">Hele rapporten som PDF</a></p>'
        text = _FOOT.sub(lambda found, foot=foot: found.group() + foot, text, count=1)
        start = f'\n<a class="sb-pdf" href="{address}">Hele rapporten som PDF</a>'
        text = _START.sub(lambda found, start=start: found.group() + start, text, count=1)
        if path == site / f"{BRIEF_PAGE}.html" and (site / BRIEF_FILE).is_file():
            own = f'\n<p class="sb-pdf"><a href="../{BRIEF_FILE}">Last ned som PDF (én side)</a></p>'
            text = _TITLE.sub(lambda found, own=own: found.group() + own, text, count=1)
        path.write_text(text, encoding="utf-8")
