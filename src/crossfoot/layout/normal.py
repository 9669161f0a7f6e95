"""The form in which printed labels are compared: simplified characters, no punctuation, no spaces, no pinyin."""

import re
from functools import lru_cache

from rapidfuzz.distance.Levenshtein import distance

from crossfoot.forms.prints import fold

# Traditional forms of the characters that occur in the form's labels, headings and captions. A table of our own and
# not a converter: it is small, complete for its purpose, and a test holds it against the labels.
_TRADITIONAL = str.maketrans(
    "萬業爲為舉於會體關內决況減辦務動區單發號後國處復審對屬廢開強當錄総總執護報據數无無機權條構沒现現確祕穩類糾納組織經結継繼續維繳"
    "罰範獲補規計認議許訟訪訴詢請購費轉過這進採問項題額製係複覆佈衆裏麽書種個從將産產間門們",
    "万业为为举于会体关内决况减办务动区单发号后国处复审对属废开强当录总总执护报据数无无机权条构没现现确秘稳类纠纳组织经结继继续维缴"
    "罚范获补规计认议许讼访诉询请购费转过这进采问项题额制系复复布众里么书种个从将产产间门们",
)
# Mirror copies print the pinyin of a character behind it: 現(xiàn)行有效件數(shù).
_PINYIN = re.compile(r"[(（][a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɑɡ·\s]{1,8}[)）]")
_NOT_LABEL = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


def label_key(text: str) -> str:
    """*text* as labels are compared: `1.属于国家秘密` and `1、屬於 國家秘密` have the same key, 合计 and 总计 too."""
    if "(" in text or "（" in text:
        text = _PINYIN.sub("", text)
    return _NOT_LABEL.sub("", fold(text)).translate(_TRADITIONAL).replace("合计", "总计")


def without_pinyin(text: str) -> str:
    """*text* without the pinyin that mirror copies print in brackets behind their characters."""
    return _PINYIN.sub("", text)


def simplified(text: str) -> str:
    """*text* with the characters of the form's labels and headings in their simplified form; the same length."""
    return text.translate(_TRADITIONAL)


def mended(key: str, names: tuple[str, ...]) -> str:
    """The one of *names* that *key* prints with a character lost, added or wrong; *key* itself where none or several fit."""
    if key in names or not 1 < len(key) < 12:
        return key
    return _mended(key, names)


@lru_cache(maxsize=1 << 12)
def _mended(key: str, names: tuple[str, ...]) -> str:
    alike = [name for name in names if len(name) > 2 and distance(name, key, score_cutoff=1) == 1]
    return alike[0] if len(alike) == 1 else key


_ORDINAL = re.compile(r"^(?:第?[一二三四五六七八九十]+|\d{1,2})(?=[\u3400-\u9fff])")


def without_ordinal(key: str) -> str:
    """A label key without its leading number: `1属于国家秘密` and `七总计` become `属于国家秘密` and `总计`."""
    return _ORDINAL.sub("", key, count=1)
