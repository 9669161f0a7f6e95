"""The report as a nested pydantic schema, as one writes it by hand for instructor. Imports nothing of crossfoot.

Names are those of the gold labels, so that an answer can be held against them; every field has a description in
Chinese. Which table two, and whether （六） is one row or three, the model says by the shape that it fills.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

INSTRUCTION = (
    "你是数据录入员。请从下面的政府信息公开工作年度报告中提取三张统计表的全部数字。"
    "照原文抄录，不要计算；原文印着 0 才写 0，空白、横线、斜线写 null。金额换算成元。"
)
"""The system message."""

Count = int | None
Amount = float | None


# -- 二、主动公开政府信息情况 -----------------------------------------------------------------------------------------


class Documents2019(BaseModel):
    produced: Count = Field(description="本年新制作数量")
    disclosed: Count = Field(description="本年新公开数量")
    in_total: Count = Field(description="对外公开总数量")


class Items2019(BaseModel):
    previous_year: Count = Field(description="上一年项目数量")
    change: Count = Field(description="本年增/减，可为负数")
    decisions: Count = Field(description="处理决定数量")


class Fees2019(BaseModel):
    previous_year: Count = Field(description="上一年项目数量")
    change: Count = Field(description="本年增/减，可为负数")


class Procurement2019(BaseModel):
    projects: Count = Field(description="采购项目数量")
    amount_yuan: Amount = Field(description="采购总金额，换算成元")


class Disclosure2019(BaseModel):
    """2019年版表格：有“本年新制作数量”等列。"""

    regulations: Documents2019 = Field(description="规章")
    normative_documents: Documents2019 = Field(description="规范性文件")
    licensing: Items2019 = Field(description="行政许可")
    other_services: Items2019 = Field(description="其他对外管理服务事项")
    penalties: Items2019 = Field(description="行政处罚")
    coercion: Items2019 = Field(description="行政强制")
    fees: Fees2019 = Field(description="行政事业性收费")
    procurement: Procurement2019 = Field(description="政府集中采购")


class Documents2021(BaseModel):
    issued: Count = Field(description="本年制发件数")
    repealed: Count = Field(description="本年废止件数")
    in_force: Count = Field(description="现行有效件数")


class Decisions2021(BaseModel):
    decisions: Count = Field(description="本年处理决定数量")


class Fees2021(BaseModel):
    amount_yuan: Amount = Field(description="本年收费金额，原文单位一般为万元，换算成元")


class Disclosure2021(BaseModel):
    """2021年版表格：有“本年制发件数”等列。"""

    regulations: Documents2021 = Field(description="规章")
    normative_documents: Documents2021 = Field(description="行政规范性文件")
    licensing: Decisions2021 = Field(description="行政许可")
    penalties: Decisions2021 = Field(description="行政处罚")
    coercion: Decisions2021 = Field(description="行政强制")
    fees: Fees2021 = Field(description="行政事业性收费")


# -- 三、收到和处理政府信息公开申请情况 ---------------------------------------------------------------------------------


class Applicants(BaseModel):
    natural_person: Count = Field(description="自然人")
    business: Count = Field(description="商业企业")
    research_institution: Count = Field(description="科研机构")
    public_interest_organization: Count = Field(description="社会公益组织")
    legal_service: Count = Field(description="法律服务机构")
    other_organization: Count = Field(description="其他")
    total: Count = Field(description="总计")


class Denied(BaseModel):
    state_secret: Applicants = Field(description="1.属于国家秘密")
    prohibited_by_law: Applicants = Field(description="2.其他法律行政法规禁止公开")
    security_and_stability: Applicants = Field(description="3.危及“三安全一稳定”")
    third_party_rights: Applicants = Field(description="4.保护第三方合法权益")
    internal_affairs: Applicants = Field(description="5.属于三类内部事务信息")
    deliberative_process: Applicants = Field(description="6.属于四类过程性信息")
    enforcement_file: Applicants = Field(description="7.属于行政执法案卷")
    administrative_inquiry: Applicants = Field(description="8.属于行政查询事项")


class Unavailable(BaseModel):
    not_held: Applicants = Field(description="1.本机关不掌握相关政府信息")
    needs_creation: Applicants = Field(description="2.没有现成信息需要另行制作")
    still_unclear: Applicants = Field(description="3.补正后申请内容仍不明确")


class NotProcessed(BaseModel):
    petition: Applicants = Field(description="1.信访举报投诉类申请")
    repeated: Applicants = Field(description="2.重复申请")
    publication: Applicants = Field(description="3.要求提供公开出版物")
    excessive: Applicants = Field(description="4.无正当理由大量反复申请")
    confirm_or_reissue: Applicants = Field(description="5.要求行政机关确认或重新出具已获取信息")


class OneOther(BaseModel):
    """（六）其他处理只印一行。"""

    undivided: Applicants = Field(description="（六）其他处理")


class ThreeOthers(BaseModel):
    """（六）其他处理分三行。"""

    late_correction: Applicants = Field(description="1.申请人无正当理由逾期不补正")
    late_fee: Applicants = Field(description="2.申请人逾期未按收费通知要求缴纳费用")
    remaining: Applicants = Field(description="3.其他")


class Requests(BaseModel):
    received: Applicants = Field(description="一、本年新收政府信息公开申请数量")
    carried_in: Applicants = Field(description="二、上年结转政府信息公开申请数量")
    granted: Applicants = Field(description="（一）予以公开")
    partly_granted: Applicants = Field(description="（二）部分公开")
    denied: Denied = Field(description="（三）不予公开")
    unavailable: Unavailable = Field(description="（四）无法提供")
    not_processed: NotProcessed = Field(description="（五）不予处理")
    other: OneOther | ThreeOthers = Field(description="（六）其他处理")
    outcome_total: Applicants = Field(description="（七）总计")
    carried_out: Applicants = Field(description="四、结转下年度继续办理")


# -- 四、政府信息公开行政复议、行政诉讼情况 -----------------------------------------------------------------------------


class Outcomes(BaseModel):
    upheld: Count = Field(description="结果维持")
    corrected: Count = Field(description="结果纠正")
    other: Count = Field(description="其他结果")
    pending: Count = Field(description="尚未审结")
    total: Count = Field(description="总计")


class Review(BaseModel):
    reconsideration: Outcomes = Field(description="行政复议")
    direct_litigation: Outcomes = Field(description="行政诉讼：未经复议直接起诉")
    litigation_after_reconsideration: Outcomes = Field(description="行政诉讼：复议后起诉")


class Report(BaseModel):
    """政府信息公开工作年度报告的三张统计表。"""

    form: Literal["2019", "2021"] = Field(description="表格版本：按表格的行列标签判断，不看年份")
    disclosure: Disclosure2019 | Disclosure2021 = Field(description="二、主动公开政府信息情况")
    requests: Requests = Field(description="三、收到和处理政府信息公开申请情况")
    review: Review = Field(description="四、政府信息公开行政复议、行政诉讼情况")


def cells(report: Report) -> dict[str, int | float | None]:
    """The figures of *report* by dotted path."""
    return {path: value for path, value in _leaves(report.model_dump()) if path != "form"}


def _leaves(node: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
