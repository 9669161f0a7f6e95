"""What a report holds: the strict schema of both forms, cell paths, printed labels, prints and readings."""

from crossfoot.forms.catalogue import (
    APPLICANTS,
    OUTCOMES,
    Cell,
    Form,
    FormId,
    Kind,
    Row,
    Value,
    form,
    forms,
    printed_form,
)
from crossfoot.forms.models import Report, Report2019, Report2021
from crossfoot.forms.prints import PrintError, Unit, is_figure, is_placeholder, parse
from crossfoot.forms.reading import Reading, Span

__all__ = [
    "APPLICANTS",
    "OUTCOMES",
    "Cell",
    "Form",
    "FormId",
    "Kind",
    "PrintError",
    "Reading",
    "Report",
    "Report2019",
    "Report2021",
    "Row",
    "Span",
    "Unit",
    "Value",
    "form",
    "forms",
    "is_figure",
    "is_placeholder",
    "parse",
    "printed_form",
]
