"""What a format's reader is given: the bytes, their name, and their text if they are text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from crossfoot.documents.encoding import decode
from crossfoot.documents.model import Document, Grid, Origin, Span


@dataclass(frozen=True)
class Source:
    """A file's bytes, decoded once and only if asked for."""

    data: bytes
    name: str

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return decode(self.data)

    @property
    def text(self) -> str:
        """Raises: DocumentError: `not_text` or `undecodable`, as `decode` does."""
        return self._decoded[0]

    @property
    def encoding(self) -> str:
        """Raises: DocumentError: `not_text` or `undecodable`, as `decode` does."""
        return self._decoded[1]

    def document(
        self,
        media_type: str,
        text: str,
        *,
        encoding: str | None = None,
        grids: Sequence[Grid] = (),
        title: str | None = None,
        origins: Sequence[Origin] = (),
        asides: Sequence[Span] = (),
        recognised: bool = False,
    ) -> Document:
        """The document that a reader has made of this source."""
        return Document(
            text=text,
            grids=tuple(grids),
            media_type=media_type,
            encoding=encoding,
            sha256=sha256(self.data).hexdigest(),
            name=self.name,
            title=title,
            origins=tuple(origins),
            asides=tuple(asides),
            recognised=recognised,
        )
