"""Lots by which documents are drawn: by chance, but the same on every machine, so that nothing has to be kept."""

from hashlib import sha256

_LOTS = 1 << 53
"""As many as a float tells apart."""


def drawn(*what: str) -> int:
    """A whole number from 0 on, below 2⁵³, that hangs on *what* alone."""
    return int.from_bytes(sha256("\0".join(what).encode()).digest()[:8], "big") >> 11


def lot(checksum: str) -> float:
    """The lot of the document with this checksum (sha256, hex): from 0 on, below 1, any as likely as any other.

    A share of documents are those whose lot is below it; a larger share holds all that a smaller one does.
    """
    return drawn("document", checksum) / _LOTS
