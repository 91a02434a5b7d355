"""Errors that a user sees: each names the thing that is wrong and what would be right."""


class StatusbokError(Exception):
    """Base of all errors meant for the user; the command line prints the message without a traceback."""


class EditionError(StatusbokError):
    """The parameters of a report are not usable (unknown municipality, year without data, unknown name)."""


class DataError(StatusbokError):
    """A table of the record is missing, broken or does not fit its schema."""


class GeometryError(StatusbokError):
    """A map layer is missing, broken or has invalid geometry."""


class BuildError(StatusbokError):
    """A notebook failed, or the site could not be built or is not fit to publish."""


class SourceError(StatusbokError):
    """A service cannot be reached, refuses, or answers something else than agreed; nothing was changed."""


class UpdateError(StatusbokError):
    """An update cannot start, or is refused because the record would become worse."""
