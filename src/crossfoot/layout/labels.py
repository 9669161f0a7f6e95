"""The printed labels of a form's rows, in order, and how like one of them a print is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import ratio

from crossfoot.forms import Form, Row
from crossfoot.layout.normal import label_key, without_ordinal

LIKE = 0.6
"""Below this likeness a print is not taken for a label at all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One label that the form prints in its stub. `row` is null for the label of a group of rows."""

    key: str
    variants: tuple[str, ...]
    """The key in the shapes that reports print it in: without its ordinal, without its bracketed remark."""
    row: Row | None


@dataclass(frozen=True)
class Stub:
    """The labels at the left of tables two and three, in printed order, group labels and row labels together."""

    entries: tuple[Entry, ...]
    exact: Mapping[str, tuple[int, ...]]
    """Label key (in any variant) → indices of the entries that may print it."""
    captions: tuple[str, ...] = ()
    """Keys of what else the tables print: the captions and column headers of table two."""

    def likeness(self, key: str, index: int) -> float:
        """How like the label of entry *index* a printed *key* is, 0 to 1."""
        return _likeness(key, self.entries[index].variants)

    def is_best(self, key: str, index: int, likeness: float) -> bool:
        """Is every other entry less like *key*? A piece that two labels share is neither's."""
        return all(
            other == index or self.likeness(key, other) < likeness for other in range(len(self.entries))
        )


_ORDINALS = "12345678一二三四五六七"
_TURNING = "不非未撤免减党"
"""Characters that turn a label into its contrary or another thing."""


@lru_cache(maxsize=1 << 16)  # Reports print the same few labels, and misprint them in the same ways.
def _likeness(printed: str, variants: tuple[str, ...]) -> float:
    return max(_likeness_to(printed, variant) for variant in variants)


def turns(printed: str, label: str) -> bool:
    """Does a character of *printed* turn *label* into another thing? 不予行政许可 is not 行政许可 misprinted."""
    return any(c in printed and c not in label for c in _TURNING)


def _likeness_to(printed: str, label: str) -> float:
    if printed == label:
        return 1.0
    score = 0.0 if turns(printed, label) else ratio(printed, label) / 100
    if len(label) >= 4 and label[0] in _ORDINALS and printed.endswith(label):
        # A group's label run together with the row's: 本（三）不1.属于国家秘密.
        score = max(score, 0.95)
    if score and len(printed) >= 4:
        # A label shortened: each of its characters stands in the full label, in order.
        shared = LCSseq.similarity(printed, label)
        if shared >= 4:
            score = max(score, 0.9 * shared / len(printed))
    return score


def _variants(label: str) -> tuple[str, ...]:
    key = label_key(label)
    plain = label.split("（区分", 1)[0] if "（区分" in label else label
    short = label_key(plain)
    shapes = dict.fromkeys([key, short, without_ordinal(key), without_ordinal(short)])
    return tuple(shape for shape in shapes if shape)


# Headers of tables three and four, in reading order. They hold no row, but what stands before them is not of the table
# that they begin: a 总计 among them is no row of table three.
_REQUESTS_HEADER = (
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
)
_REVIEW_HEADER = (
    "行政复议",
    "行政诉讼",
    "未经复议直接起诉",
    "复议后起诉",
    "结果维持",
    "结果纠正",
    "尚未审结",
)


def _landmark(label: str) -> Entry:
    return Entry(label_key(label), (label_key(label),), None)


@cache
def stub(form: Form) -> Stub:
    """The stub of *form*'s tables two and three."""
    entries: list[Entry] = []
    groups: set[tuple[str, ...]] = set()
    for row in (*form.table("disclosure"), *form.table("requests")):
        if row is form.table("requests")[0]:
            entries.extend(_landmark(label) for label in _REQUESTS_HEADER)
        for depth in range(1, len(row.labels)):
            group = row.labels[:depth]
            if group not in groups:
                groups.add(group)
                entries.append(Entry(label_key(group[-1]), _variants(group[-1]), None))
        entries.append(Entry(label_key(row.label), _variants(row.label), row))
    entries.extend(_landmark(label) for label in _REVIEW_HEADER)
    exact: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        for variant in entry.variants:
            exact.setdefault(variant, []).append(index)
    captions = dict.fromkeys(
        label for cell in form.cells.values() for label in (*cell.labels[:1], cell.labels[-1])
    )
    keys = tuple(label_key(label.split("（单位")[0]) for label in ("信息内容", *captions))
    return Stub(tuple(entries), {key: tuple(where) for key, where in exact.items()}, keys)
