"""Every error this project raises on purpose. Outside errors are mapped to these at the border."""

from __future__ import annotations


class PerspectiefError(Exception):
    """Base of all errors of this project."""


class SettingsError(PerspectiefError):
    """A setting has a value that cannot be used; the message names the key and the value."""


class ContentError(PerspectiefError):
    """A content file (script, directory, lexicon) cannot be used; the message names file, key and value."""


class TrainingError(PerspectiefError):
    """The model could not be trained or loaded."""


class StoreError(PerspectiefError):
    """The database cannot be opened or is of a newer version than this program."""


class PictureError(PerspectiefError):
    """A picture or a printed page could not be drawn."""


class RequestError(PerspectiefError):
    """A request that cannot be answered; becomes `{"error": {"code", "message"}}` with this status.

    Args:
        status: HTTP status.
        code: stable, machine-readable name of the fault.
        message: plain words.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
