"""Names of public bodies: the places that they begin with, by suffix, and when two names mean the same body.

No gazetteer: 白浦县财政局 is an office of a county because of 县. Only the provinces are listed; there are 34 and no more.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["province", "city", "county", "township"]

_OF_PROVINCES = "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾"
_FULL_NAMES = {
    **{name: f"{name}省" for name in re.findall(r"\S+", _OF_PROVINCES)},
    **{name: f"{name}市" for name in ("北京", "天津", "上海", "重庆")},
    **{name: f"{name}自治区" for name in ("内蒙古", "西藏")},
    "广西": "广西壮族自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    **{name: f"{name}特别行政区" for name in ("香港", "澳门")},
}
PROVINCES = frozenset(_FULL_NAMES) | frozenset(_FULL_NAMES.values())
"""Full and short names."""

_LOW = r"[\u3400-\u9fff](?<![省市县区旗局厅委])"
_ANY = r"[\u3400-\u9fff](?<![省县区旗局厅委])"
_NOBODY = r"(?![我本各全该某两外])"
_CHAIN = re.compile(
    rf"(?P<province>{'|'.join(_FULL_NAMES.values())})?"
    rf"(?P<city>{_NOBODY}(?:{_LOW}){{2,12}}?(?:市|州(?![市区县镇])|(?<!联)盟|地区))?"
    # A zone of another kind (专区, 社区, 园区) is no place on the map of government.
    rf"(?P<county>{_NOBODY}(?:(?:{_ANY}){{1,14}}?县|(?:{_ANY}){{2,14}}?(?:(?<![专园社小分景校辖片作载栏地])区|旗)|(?:{_ANY}){{2}}市(?![场容])|(?:{_ANY}){{3,14}}?(?<!城)市(?![场容])))?"
    rf"(?P<township>{_NOBODY}(?:{_LOW}){{2,8}}?(?:街道|[镇乡](?![镇乡街村])|苏木)(?=$|人民|政府|办|党|公共|综合))?"
)
_GENERIC = re.compile(r"(?:[省市县区旗州盟镇乡村]|街道|部门|单位|直)+")
_LEVELS: tuple[Level, ...] = ("province", "city", "county", "township")

_GOVERNMENT = re.compile(r"(?:人民)?政府(?:机关)?|办公[室厅]|办事处|党政|党委|综合|公共服务")
_UNNAMED = re.compile(r"[我本该省市县区旗州镇乡]+")
"""At the beginning: a place that is not named, as in 县水利局."""
_OFFICE = re.compile(
    r"[\u3400-\u9fff()（）、·]*"
    r"(?:政府|办事处|办公[室厅]|政府办|[局委厅院处署]|委员会|中心|法院|检察院|[总支大]队|管理所|[管工]委会)(?:[(（][^)）]+[)）])?"
)
_UNIT = re.compile(
    r"[\u3400-\u9fff()（）、·\d]*(?:政府(?:办|机关)?|[局委厅院处署所队部会社馆园场校室]|(?<!网)站|中心|公司|集团|大学|中学|小学)(?:[(（][^)）]+[)）])?"
)


class Place(NamedTuple):
    """A place named at the beginning of a body's name: `name[start:end]`."""

    name: str
    level: Level
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Body:
    """A body's name: its places, the widest first, and what is behind them."""

    places: tuple[Place, ...]
    rest: str

    @property
    def office(self) -> str:
        """Which office of its government it is; empty for the government itself and for its general office."""
        return _GOVERNMENT.sub("", _named(self.rest))


def body(name: str) -> Body:
    """*name*, in simplified characters and without spaces, taken apart."""
    match = _CHAIN.match(name)
    if match is None:  # never: all of it is optional
        return Body((), name)
    places: list[Place] = []
    end = 0
    for level in _LEVELS:
        found = match[level]
        if found:
            start, end = match.span(level)
            if _GENERIC.fullmatch(found):
                return Body(tuple(places), name[start:])
            places.append(Place(found, level, start, end))
    return Body(tuple(places), name[end:])


def is_body(name: str) -> bool:
    """Does *name* read as that of a public body? 我局 and 县政府 are bodies without a name of their own, and do not."""
    if re.match(
        r"[我本该各]|(?:省|市|县|区|旗|州|镇|乡|街道)(?:级|直|人民|政府|委|办|[\u3400-\u9fff]{1,8}[局厅办]$)",
        name,
    ):
        return False
    found = body(name)
    if found.places:
        return not found.rest or _UNIT.fullmatch(found.rest) is not None
    return len(name) > 2 and _OFFICE.fullmatch(name) is not None


def alike(first: str, second: str) -> bool:
    """May one name be the other, shortened (住建局 for 住房和城乡建设局) or with a place or an office more or less?"""
    one, other = _core(first), _core(second)
    return _within(one, other) or _within(other, one)


def another(first: str, second: str) -> bool:
    """Do two names, both simplified and without spaces, certainly not mean one body, nor one body and the one above it?

    What is `alike` may be one body, and an office may speak for its government.
    """
    if alike(first, second):
        return False
    one, other = body(first), body(second)
    if one.places and other.places:
        here, there = one.places[-1], other.places[-1]
        if here.level != there.level:
            return False
        if here.name[:-1] != there.name[:-1] and not alike(here.name, there.name):
            return True
    return bool(one.office and other.office) and not alike(one.office, other.office)


def _core(name: str) -> str:
    return _GOVERNMENT.sub("", _named(name))


def _named(name: str) -> str:
    unnamed = _UNNAMED.match(name)
    return name[unnamed.end() :] if unnamed else name


def _within(short: str, long: str) -> bool:
    """Do the characters of *short* stand in *long*, in their order?"""
    rest = iter(long)
    return all(character in rest for character in short)
