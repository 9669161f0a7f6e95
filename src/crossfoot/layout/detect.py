"""Which form a document prints, told by its labels and never by its year."""

from collections.abc import Sequence

from crossfoot.forms import Form, form
from crossfoot.layout.anchors import LayoutError
from crossfoot.layout.atoms import Atom

# Words that only one of the two forms prints in table two.
_2019 = (
    "新制作数量",
    "新公开数量",
    "对外公开总数量",
    "上一年项目数量",
    "其他对外管理服务事项",
    "政府集中采购",
    "采购项目数量",
)
_2021 = ("制发件数", "废止件数", "现行有效件数", "年处理决定数量", "年收费金额")
_BOTH = (
    "新收政府信息公开申请",
    "上年结转政府信息公开申请",
    "本年度办理结果",
    "予以公开",
    "不予公开",
    "无法提供",
    "不予处理",
    "结转下年度继续办理",
    "法律服务机构",
    "社会公益组织",
)
# The three rows of （六） in the 2021 form, in full or shortened.
_DIVIDED = ("逾期不补正", "逾期未补正", "逾期未按收费", "逾期不缴", "逾期未缴", "行政机关不再处理其政府信息")
# Their last row, where the others are lost: it stands before （七）总计, and no other row of either form is named so.
_LAST_OF_DIVIDED = ("3其他七总计", "3其他总计", "3其他四结转")
_OLD = ("政府信息公开情况统计表", "统计指标", "主动公开文件数")


def detect_form(atoms: Sequence[Atom]) -> Form:
    """The form whose tables the atoms print.

    Raises `LayoutError`: `no_tables` where the labels of the tables are not there, `old_form` where the statistics
    table used before 2019 is.
    """
    # The labels of the tables, wrapped or not, run together in print order; narrative has no key.
    joined = "".join(atom.key for atom in atoms)
    old, new = (sum(word in joined for word in words) for words in (_2019, _2021))
    shared = sum(word in joined for word in _BOTH)
    if shared < 3 and old + new < 2:
        if sum(word in joined for word in _OLD) >= 1:
            raise LayoutError(
                "old_form",
                "this is the statistics table used before 2019 (国办发〔2014〕32号), which crossfoot does not read",
            )
        if ("政府信息公开" in joined and "年度报告" in joined) or "年度报告" in joined:
            raise LayoutError(
                "no_tables",
                "the document has the title of an annual report but none of its three tables; they may be pictures "
                "or an attachment: give crossfoot the file that holds them",
            )
        raise LayoutError(
            "not_a_report", "no label of the statutory tables was found: this is no 政府信息公开工作年度报告"
        )
    start = joined.find("其他处理")
    divided = any(joined.find(word, max(start, 0)) >= 0 for word in (*_DIVIDED, *_LAST_OF_DIVIDED))
    if old == new:
        # Table two is missing or mixed: only the three rows of （六） tell, and they came in 2021.
        return form("2021" if divided else "2019", divided)
    return form("2019" if old > new else "2021", divided)
