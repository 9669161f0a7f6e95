"""The rest of a report: title, narrative with figures of its own, page furniture; and the whole as text or HTML.

All sentences and bodies are invented. The narrative repeats words and numbers of the tables on purpose: nothing in it
may be taken for a cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from crossfoot.evaluation.simulation.layouts import Layout
from crossfoot.evaluation.simulation.sheet import BEGIN, END, Table
from crossfoot.forms import Form

_PLACES = ("槐渡", "澜屏", "棠溪", "岑港", "芷阳", "沐川岭", "石榴坡", "雁栖滩", "云楼", "白术湾")
_BODIES = ("镇人民政府", "乡人民政府", "街道办事处", "县人民政府", "区水务局", "市财政局", "市人民政府")

_OPENINGS = (
    "{year}年，本机关共收到申请{n}件，其中当面提交{m}件，网上提交的居多。",
    "全年在门户网站发布信息{n}条，解读{m}篇，答复来信{m}封。",
    "按照条例第二十条的要求，我们把办事指南逐项重写，全年更新{n}次。",
    "工作人员{m}名，专栏{m}个，培训{n}人次。",
    "申请人中自然人占多数，予以公开的占四成，结转下年度继续办理的有{m}件。",
)
_CLOSINGS = (
    "公开内容还不够细，答复文书不够统一。",
    "一是解读少，二是更新慢，三是人手紧。",
    "下一年打算把答复模板重做一遍，并在{m}月前办两期培训。",
    "对涉及行政复议、行政诉讼的{m}件申请逐件复盘。",
)
_INSIDE = (
    "全年收到申请{n}件，上年结转{m}件，均已依法答复。",
    "本年度共受理依申请公开{n}件，其中自然人{m}件。具体情况如下表：",
    "（一）申请情况。{n}件申请中，网上提交{m}件。",
)
_OTHERS = ("无。", "没有其他需要报告的事项。", "{year}年未收取信息处理费。", "全年收取信息处理费0元。")
_FURNITURE = (
    "您现在的位置：首页 > 政务公开 > 法定主动公开内容 > 年报",
    "索引号：{n}{m}/{year}-00{m}  发布日期：{year}-01-2{d}",
    "字体：【大 中 小】 打印 关闭 浏览次数：{n}",
)
_FOOTER = (
    "主办：{body}  备案号：30{n}{m}号  网站标识码 45{n}00{m}",
    "扫一扫在手机打开当前页",
    "分享到：微信 微博",
)

SECTIONS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)


def page(form: Form, layout: Layout, tables: Sequence[Table], rng: Random) -> str:
    """A whole report with its *tables* in that *layout*, marks and all."""
    before, after = _around(form, rng)
    flat = [layout.table(table, rng) for table in tables]
    if rng.random() < 0.1:
        flat[1] = f"{_inside(layout, rng)}\n{flat[1]}"
    if layout.media == "html":
        return _html(before, flat, after, nested=layout.page == "nested", rng=rng)
    gap = rng.choice(("\n", "\n\n"))
    parts = [gap.join((heading, text)) for heading, text in zip(SECTIONS, flat, strict=True)]
    return gap.join([*before, BEGIN + gap.join(parts) + END, *after]) + "\n"


@dataclass(frozen=True)
class Frame:
    """What stands around the tables."""

    body: str
    """Who reports."""
    year: int
    furniture: tuple[str, ...]
    title: tuple[str, ...]
    """One line, or none."""
    opening: tuple[str, ...]
    """Section one, with its heading."""
    closing: tuple[str, ...]
    """Sections five and six, with their headings."""
    signature: tuple[str, ...]
    footer: tuple[str, ...]


def draw_frame(form: Form, rng: Random) -> Frame:
    """The rest of some report on this form."""
    body = rng.choice(_PLACES) + rng.choice(_BODIES)
    year = rng.randint(2019, 2020) if form.id == "2019" else rng.randint(2021, 2025)

    def say(sentences: Sequence[str], count: int) -> tuple[str, ...]:
        chosen = rng.sample(sentences, min(count, len(sentences)))
        return tuple(_numbered(each, rng).format(year=year, body=body) for each in chosen)

    furniture = say(_FURNITURE, rng.choice((0, 0, 1, 3)))
    title = (f"{body}{year}年政府信息公开工作年度报告",) if rng.random() < 0.95 else ()
    opening = ("一、总体情况", *say(_OPENINGS, rng.randint(1, 4)))
    problems = ("五、存在的主要问题及改进情况", *say(_CLOSINGS, rng.randint(1, 3)))
    others = ("六、其他需要报告的事项", *say(_OTHERS, 1))
    signature = (body, f"{year + 1}年1月{rng.randint(5, 30)}日")
    footer = say(_FOOTER, rng.choice((0, 0, 2)))
    return Frame(body, year, furniture, title, opening, problems + others, signature, footer)


def _around(form: Form, rng: Random) -> tuple[list[str], list[str]]:
    """The lines before and behind the tables."""
    frame = draw_frame(form, rng)
    before = [*frame.furniture, *frame.title, *frame.opening]
    return before, [*frame.closing, *frame.signature, *frame.footer]


def inside(rng: Random) -> str:
    """A sentence between the heading of section three and its table."""
    return _numbered(rng.choice(_INSIDE), rng)


def _numbered(sentence: str, rng: Random) -> str:
    """*sentence* with its numbers filled in, and only its year and body left open."""
    numbers = {"n": rng.randint(10, 900), "m": rng.randint(1, 9), "d": rng.randint(1, 9)}
    return sentence.format(year="{year}", body="{body}", **numbers)


def _inside(layout: Layout, rng: Random) -> str:
    line = inside(rng)
    return f"<p>{line}</p>" if layout.media == "html" else line


def _html(before: list[str], flat: list[str], after: list[str], *, nested: bool, rng: Random) -> str:
    paragraphs = [f"<p>{line}</p>" for line in before]
    tables = [
        f"<p><strong>{heading}</strong></p>\n{table}" for heading, table in zip(SECTIONS, flat, strict=True)
    ]
    content = "\n".join([*paragraphs, BEGIN + "\n".join(tables) + END, *(f"<p>{line}</p>" for line in after)])
    if nested:
        menu = "".join(f"<tr><td><a href='#'>栏目{n}</a></td></tr>" for n in range(rng.randint(2, 6)))
        content = (
            f"<table width='100%'><tr><td><table>{menu}</table></td>"
            f"<td><table><tr><td>{content}</td></tr></table></td></tr></table>"
        )
    return (
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>政府信息公开年报</title>"
        "<style>td{padding:2px}</style></head>\n<body><div class='nav'>首页 政务公开 政府信息公开年报</div>\n"
        f"<div class='content'>{content}</div>\n</body></html>\n"
    )


# -- traditional characters ---------------------------------------------------------------------------------------

_TRADITIONAL = str.maketrans(
    "动开条项内规现废许处罚强费务业构组织会团体终结维纠尚审总计议诉讼经复后单国属秘类执过询卷调办区分"
    "不关机权护数据请书报应级诚无当举访投认获阅读论证问题个补确实县乡镇继续转际达员众门户网号节标发专栏"
    "没间统张东车马鸟鱼",
    "動開條項內規現廢許處罰強費務業構組織會團體終結維糾尚審總計議訴訟經復後單國屬祕類執過詢卷調辦區分"
    "不關機權護數據請書報應級誠無當舉訪投認獲閱讀論證問題個補確實縣鄉鎮繼續轉際達員眾門戶網號節標發專欄"
    "沒間統張東車馬鳥魚",
)
_PINYIN = {
    "現": "xiàn",
    "數": "shù",
    "開": "kāi",
    "關": "guān",
    "請": "qǐng",
    "務": "wù",
    "業": "yè",
    "處": "chǔ",
}


def traditional(text: str, *, pinyin: bool = False) -> str:
    """*text* as a mirror page in traditional characters prints it; some add the reading of characters in brackets."""
    changed = text.translate(_TRADITIONAL)
    return (
        re.sub(f"[{''.join(_PINYIN)}]", lambda m: f"{m[0]}({_PINYIN[m[0]]})", changed) if pinyin else changed
    )
