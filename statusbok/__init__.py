"""Statusbok: open statistics in, a municipality's yearly status report on work and business out."""

import sys

# jsonschema loads it for the format "iri", which no schema here has, and that takes a second of every start.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
