"""Workbooks of the old Excel (.xls): values as python-calamine gives them, what is shown of them by the file's styles.

The library gives neither number formats nor what is hidden or struck out; the records that hold them are plain:
[MS-XLS], section 2.4.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from crossfoot.documents.ole import streams
from crossfoot.documents.sheets.model import Area, Sheet, Shown, damaged, too_complex
from crossfoot.documents.sheets.numbers import is_date, shown, shows_text
from crossfoot.documents.sheets.xls_looks import Look
from crossfoot.documents.sheets.xls_styles import Book, encrypted

_MAX_PLACES = 2_000_000
"""Places between a sheet's first and last cell: the library makes room for each of them."""
_MAX_SHEETS = 255


def sheets(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook.

    Raises: DocumentError: `damaged`, `encrypted`, `too_complex`.
    """
    book = Book(_stream(data))
    if any(look.places > _MAX_PLACES for look in book.looks):
        raise too_complex(f"cells more than {_MAX_PLACES:,} places apart")
    return _without_panic(lambda: list(_read(data, book)))


def _stream(data: bytes) -> bytes:
    found = streams(data)
    for name in ("Workbook", "Book"):
        if name in found:
            return found[name]
    raise damaged("it holds no workbook")


def _without_panic(work: Callable[[], list[Sheet]]) -> list[Sheet]:
    try:
        return work()
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(error) from error
    except BaseException as error:
        # A bug in the library's Rust code comes as pyo3's PanicException, which cannot be imported and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged("its records contradict each other") from error


def _read(data: bytes, book: Book) -> Iterator[Sheet]:
    workbook = load_workbook(BytesIO(data))
    if len(workbook.sheet_names) > _MAX_SHEETS:
        raise too_complex(f"more than {_MAX_SHEETS} sheets")
    for index, about in enumerate(workbook.sheets_metadata):
        look = book.looks[index] if index < len(book.looks) else Look()
        if about.visible is SheetVisibleEnum.Visible:
            yield _sheet(workbook.get_sheet_by_index(index), book, look)


def _sheet(found: CalamineSheet, book: Book, look: Look) -> Sheet:
    sheet = Sheet(found.name, hidden_rows=look.hidden_rows, hidden_columns=look.hidden_columns)
    sheet.merged = [Area(*first, *last) for first, last in found.merged_cell_ranges or ()]
    right = {(area.top, area.left): area.right for area in sheet.merged}
    top, left = found.start or (0, 0)
    for row, values in enumerate(found.iter_rows() if found.start else (), top):
        for column, value in enumerate(values, left):
            place = (row, column)
            if value != "" or place in look.unsure:
                shown = _shown(value, place, book, look)
                fits = look.fits(
                    shown.text, place, right.get(place, column), book, number=not isinstance(value, str)
                )
                sheet.cells[place] = shown._replace(sure=shown.sure and fits)
    sheet.ruled = {place for place in look.blank if book.ruled(look.styles.get(place, 0))}
    return sheet


def _shown(value: object, place: tuple[int, int], book: Book, look: Look) -> Shown:
    found = _print(value, place, book, look)
    if not found.text.strip():
        return found
    concealed = look.may_change(place, value if isinstance(value, int | float) else None)
    return found._replace(sure=found.sure and not concealed)


def _print(value: object, place: tuple[int, int], book: Book, look: Look) -> Shown:
    style = look.styles.get(place)
    code = book.format(style) if style is not None else None
    sure = style is not None and not book.is_doubtful(style) and place not in look.unsure
    if isinstance(value, str):
        rich = book.rich(look.shared[place], style) if place in look.shared else None
        same = rich is None or rich.plain == value
        # Errors come as text, and no formula's own text is known to look like them.
        told = same and not (value.startswith("#") and value.isascii()) and (code is None or shows_text(code))
        return Shown(rich.text if rich is not None else value, sure and told)
    if isinstance(value, date | datetime):
        return Shown(f"{value.year}年{value.month}月{value.day}日", sure=False)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Shown(str(value), sure=False)
    if value == 0 and not look.zeros:
        return Shown("", place not in look.unsure)
    if code is None or is_date(code):
        return Shown(str(value), sure=False)
    found = shown(value, code)
    return found._replace(sure=found.sure and sure)
