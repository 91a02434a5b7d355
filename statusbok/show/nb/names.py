"""Names of municipalities as bokmål uses them in a sentence."""

_ON_ISLANDS = {"Hvaler"}  # one lives "på Hvaler", but "i Halden"


def place(name: str) -> str:
    """The name with its preposition: "i Halden", "på Hvaler"."""
    return f"{'på' if name in _ON_ISLANDS else 'i'} {name}"
