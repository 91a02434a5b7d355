"""What is done to the theme's own files once every page is written: no eval, no unused icons, fonts and scripts."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from sphinx.errors import ExtensionError

_STYLES = "_static/styles/pydata-sphinx-theme.css"
_FONTS = "_static/vendor/fontawesome/webfonts"
_FONT_FACE = re.compile(r"@font-face\{[^}]*url\(\.\./vendor/fontawesome/webfonts/(?P<name>[\w-]+)\.woff2\)[^}]*\}")
_ICON_RULE = re.compile(r'((?:\.fa-[\w-]+::?before,?)+)\{content:"\\(?P<code>[0-9a-f]+) ?"\}')
_ICON_CODE = re.compile(r'"\\([ef][0-9a-f]{3})\b')
_USED = re.compile(r"\bfa-[\w-]+")
_PLURAL = re.compile(r"new Function\(\s*\"n\",\s*`return \(\$\{catalog\.plural_expr\}\)`\s*\)")


def finish(site: Path, pages: list[str]) -> None:
    """Mend and lighten the theme's files.

    Args:
        site: folder of the site.
        pages: the text of every page, as published.

    Raises:
        ExtensionError: a file of Sphinx or the theme is not as this was written for.
    """
    _take_out_eval(site / "_static/doctools.js")
    _keep_used_icons(site, {name for page in pages for name in _USED.findall(page)})
    everything = "\n".join(pages)
    names = ["scripts/bootstrap.js", "scripts/fontawesome.js", "scripts/*.LICENSE.txt", "*webpack-macros.html"]
    names += ["images/logo_*", "locales/**/*.po", "locales/**/*.mo", "file.png", "minus.png", "plus.png"]
    for path in sorted(path for name in names for path in (site / "_static").glob(name)):
        if f"/{path.name}" not in everything:
            path.unlink()
    for path in (site / "_static").rglob("*.map"):
        path.unlink()
    for folder in sorted((site / "_static").rglob("*/"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _take_out_eval(path: Path) -> None:
    """Sphinx reads a language's plural rule with `new Function`, which the policy refuses."""
    script = path.read_text(encoding="utf-8")
    if "new Function" not in script:
        return
    script, found = _PLURAL.subn("(n) => (n !== 1 ? 1 : 0)", script)
    if found != 1 or "new Function" in script:
        raise ExtensionError(f"{path.name} of Sphinx has changed: the plural rule is not where it was; see {__name__}")
    path.write_text(script, encoding="utf-8")


def _keep_used_icons(site: Path, used: set[str]) -> None:
    """Cut the icon font and its rules down to the icons that a page or the theme's styles show."""
    path = site / _STYLES
    styles = path.read_text(encoding="utf-8")
    if ".woff2" not in styles:
        return

    def rule(match: re.Match[str]) -> str:
        names = re.findall(r"\.(fa-[\w-]+)", match[1])
        return match[0] if used.intersection(names) else ""

    styles, rules = _ICON_RULE.subn(rule, styles)
    faces = {match["name"] for match in _FONT_FACE.finditer(styles)}
    if rules < 100 or "fa-solid-900" not in faces:
        raise ExtensionError(f"{path.name} of the theme has changed: its icons are not where they were; see {__name__}")
    codes = {int(code, 16) for code in _ICON_CODE.findall(styles)}
    for name in sorted(faces):
        # Icons of the other two fonts would be in a class of their own.
        kept = name == "fa-solid-900" or used & {"fa-brands", "fa-regular"} & {name.rsplit("-", 1)[0]}
        if kept:
            _subset_once(site, site / _FONTS / f"{name}.ttf", codes)
            face = rf'src:url(../vendor/fontawesome/webfonts/{name}.woff) format("woff")}}'
            styles = re.sub(rf"src:url\([^)]*{name}\.woff2\)[^}}]*\}}", face, styles)
        else:
            styles = _FONT_FACE.sub(lambda match: "" if match["name"] == name else match[0], styles)
        for suffix in ("ttf", "woff2"):
            (site / _FONTS / f"{name}.{suffix}").unlink(missing_ok=True)
    path.write_text(styles, encoding="utf-8")


def _subset_once(site: Path, source: Path, codes: set[int]) -> None:
    """As `_subset`, or a copy of what that wrote for an earlier run, which is kept beside the site."""
    key = hashlib.sha256(repr(sorted(codes)).encode() + source.read_bytes()).hexdigest()
    kept, target = site.parent / "icons" / f"{key}.woff", source.with_suffix(".woff")
    if not kept.is_file():
        _subset(source, codes)
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(target, kept.with_suffix(".new"))
        kept.with_suffix(".new").replace(kept)
    shutil.copyfile(kept, target)


def _subset(source: Path, codes: set[int]) -> None:
    """Write the glyphs of some code points beside a font, as WOFF and without the time of writing."""
    from fontTools import subset  # slow to import
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    font.flavor = "woff"
    font.save(source.with_suffix(".woff"))
