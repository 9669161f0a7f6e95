"""A document whose text was recognised from a picture: the text is itself a reading, so that nothing in it is verified.

What remains are the sums. A cell that stands in several of them (table three: its row, its column, the balance) cannot
be misread alone without breaking one; and where all sums of the table hold, nor can two or three, for their minimum
distance is 4. Table two has no sums, and those of table four cannot tell which of five cells is wrong: those figures
are to be compared with the picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossfoot.checks.confront import Confrontation, Finding
from crossfoot.checks.localise import Localisation
from crossfoot.checks.reasons import LANGUAGES, Language, more, named_rows
from crossfoot.checks.rules import Rule
from crossfoot.forms import Form, Reading
from crossfoot.forms.catalogue import TableName

_READ = {
    "zh": "文字由图片识别得来，不能视为已核实",
    "en": "the text was recognised from a picture and is a reading, not the print",
}
_SHELTERED = {
    "zh": "第三部分的 {n} 个数字有勾稽关系印证，其中{few}格误读必被发现",
    "en": "the sums bear out {n} figures of table three, where {few} never goes unnoticed",
}
_FEW = {
    True: {"zh": "一至三", "en": "a misreading of one to three cells"},
    False: {"zh": "单独一", "en": "a misreading of a single cell"},
}
_COMPARE = {"zh": "请对照图片核对{tables}", "en": "compare with the picture {tables}"}
_TABLE = {"zh": "第{name}部分的 {n} 个数字", "en": "{n} figures of table {name}"}
_TABLES: Mapping[TableName, Mapping[Language, str]] = {
    "disclosure": {"zh": "二", "en": "two"},
    "requests": {"zh": "三", "en": "three"},
    "review": {"zh": "四", "en": "four"},
}
_MISREAD = {
    "zh": "{sum}{more}；文字由图片识别得来，多半是识别有误，请先对照图片核对{rows}",
    "en": "{sum}{more}; the text was recognised from a picture and is likely to be misread: compare {rows} with it first",
}
_JOINT = {"zh": "；", "en": "; "}
_AND = {"zh": "和", "en": " and "}


@dataclass(frozen=True)
class Shelter:
    """What the sums show of a recognised text."""

    cells: frozenset[str]
    """The printed cells of which none can be misread alone without breaking a sum."""
    exposed: tuple[str, ...]
    """All other printed cells."""
    whole: bool
    """Does every sum of table three hold, with no cell of it unknown?"""


def shelter(form: Form, rules: Sequence[Rule], reading: Reading, outcome: Confrontation) -> Shelter:
    """Which figures of *reading* the sums that hold bear out."""
    failed = {rule.id for rule, _ in outcome.failed}
    holding = {rule.id for rule in outcome.tested if rule.id not in failed}
    holding |= {rule.id for rule in rules if all(reading.cells.get(path, "") is None for path in rule.cells)}
    of: dict[str, list[bool]] = {}
    for rule in rules:
        for path in rule.cells:
            of.setdefault(path, []).append(rule.id in holding)
    printed = [path for path in form.cells if reading.cells.get(path) is not None]
    safe = frozenset(path for path in printed if len(of.get(path, ())) > 1 and all(of[path]))
    requests = [cell.path for row in form.table("requests") for cell in row.cells]
    return Shelter(
        cells=safe,
        exposed=tuple(path for path in printed if path not in safe),
        whole=all(all(of.get(path, ())) for path in requests),
    )


def recognised_reason(
    form: Form,
    doubts: Mapping[Language, str] | None,
    failing: Sequence[Finding],
    localisations: Sequence[Localisation],
    found: Shelter,
) -> dict[Language, str]:
    """Why a recognised document needs review. *doubts* is what is said of its print, where not all of it is clear."""
    return {language: _in(language, form, doubts, failing, localisations, found) for language in LANGUAGES}


def recognised_finding(form: Form, found: Shelter) -> Finding:
    """The figures that nothing bears out but one reading of a picture: a list for the person who compares."""
    message: dict[str, str] = {language: _compare(language, form, found) for language in LANGUAGES}
    return Finding("print.recognised", "untestable", "warning", found.exposed, None, None, message)


def _in(
    language: Language,
    form: Form,
    doubts: Mapping[Language, str] | None,
    failing: Sequence[Finding],
    localisations: Sequence[Localisation],
    found: Shelter,
) -> str:
    if doubts is not None:
        return doubts[language] + _JOINT[language] + _READ[language]
    if failing:
        suspects = [path for each in localisations for path in each.suspects] or failing[0].cells
        said = _MISREAD[language].replace("{sum}", failing[0].message[language])
        rows = named_rows(form, suspects, language)
        return said.replace("{more}", more(failing, language)).replace("{rows}", rows)
    parts = [_READ[language]]
    if found.cells:
        few = _FEW[found.whole][language]
        said = _SHELTERED[language].replace("{few}", few)
        parts.append(said.replace("{n}", str(len(found.cells))))
    if found.exposed:
        parts.append(_compare(language, form, found))
    return _JOINT[language].join(parts)


def _compare(language: Language, form: Form, found: Shelter) -> str:
    named = []
    for table, name in _TABLES.items():
        paths = {cell.path for row in form.table(table) for cell in row.cells}
        count = len(paths.intersection(found.exposed))
        if count:
            named.append(_TABLE[language].replace("{n}", str(count)).replace("{name}", name[language]))
    return _COMPARE[language].replace("{tables}", _AND[language].join(named))
