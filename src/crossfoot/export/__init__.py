"""Records as tables for people: CSV and XLSX, one row per report or per figure, with a codebook."""

from crossfoot.export.codebook import Entry, codebook
from crossfoot.export.tables import ExportError, Labels, Shape
from crossfoot.export.write import Format, Summary, write

__all__ = ["Entry", "ExportError", "Format", "Labels", "Shape", "Summary", "codebook", "write"]
