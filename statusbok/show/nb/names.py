"""Names of municipalities as bokmål uses them in a sentence."""

from collections.abc import Mapping

_ON_ISLANDS = {"Hvaler"}  # one lives "på Hvaler", but "i Halden"


def place(name: str) -> str:
    """The name with its preposition: "i Halden", "på Hvaler"."""
    return f"{'på' if name in _ON_ISLANDS else 'i'} {name}"


def short(names: Mapping[str, str], own_code: str) -> dict[str, str]:
    """Names as this report says them: "Trondheim - Tråante" is Trondheim, and in the county of `own_code`
    "Våler (Østfold)" is Våler.
    """
    bokmal = {code: name.split(" - ")[0] for code, name in names.items()}
    return {code: name.split(" (")[0] if code[:2] == own_code[:2] else name for code, name in bokmal.items()}
