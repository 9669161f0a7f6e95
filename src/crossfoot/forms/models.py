"""The statutory forms as strict pydantic models: the one place where cell paths and printed labels are written down.

Sources: 国办公开办函〔2019〕60号 (report years 2019 and 2020) and 国办公开办函〔2021〕30号 (2021 on).
Every field's ``title`` is the label printed on the form; ``|`` separates the levels of merged label cells. The
catalogue of cells, the model's wire format, the rules and the exports are all derived from these classes.

A figure is never guessed: ``None`` means *not printed*, and no field has a default. Counts are exact non-negative
integers; ``yuan`` amounts are numbers of yuan (万元 × 10 000).
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0, strict=True)] | None
"""A number of things: a non-negative integer."""
Integer = Annotated[int, Field(strict=True)] | None
"""A change against last year: an integer of either sign."""
Yuan = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)] | None
"""An amount of money in yuan."""


def label(text: str) -> Any:
    """A required field whose printed label is *text*."""
    return Field(title=text)


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# -- table two, 2019 form ---------------------------------------------------------------------------------------


class Documents2019(Strict):
    produced: Count = label("本年新制作数量")
    disclosed: Count = label("本年新公开数量")
    in_total: Count = label("对外公开总数量")


class Items2019(Strict):
    previous_year: Count = label("上一年项目数量")
    change: Integer = label("本年增/减")
    decisions: Count = label("处理决定数量")


class Fees2019(Strict):
    previous_year: Count = label("上一年项目数量")
    change: Integer = label("本年增/减")


class Procurement2019(Strict):
    projects: Count = label("采购项目数量")
    amount_yuan: Yuan = label("采购总金额")


class Disclosure2019(Strict):
    regulations: Documents2019 = label("第二十条第（一）项|规章")
    normative_documents: Documents2019 = label("第二十条第（一）项|规范性文件")
    licensing: Items2019 = label("第二十条第（五）项|行政许可")
    other_services: Items2019 = label("第二十条第（五）项|其他对外管理服务事项")
    penalties: Items2019 = label("第二十条第（六）项|行政处罚")
    coercion: Items2019 = label("第二十条第（六）项|行政强制")
    fees: Fees2019 = label("第二十条第（八）项|行政事业性收费")
    procurement: Procurement2019 = label("第二十条第（九）项|政府集中采购")


# -- table two, 2021 form ---------------------------------------------------------------------------------------


class Documents2021(Strict):
    issued: Count = label("本年制发件数")
    repealed: Count = label("本年废止件数")
    in_force: Count = label("现行有效件数")


class Decisions2021(Strict):
    decisions: Count = label("本年处理决定数量")


class Fees2021(Strict):
    amount_yuan: Yuan = label("本年收费金额（单位：万元）")


class Disclosure2021(Strict):
    regulations: Documents2021 = label("第二十条第（一）项|规章")
    normative_documents: Documents2021 = label("第二十条第（一）项|行政规范性文件")
    licensing: Decisions2021 = label("第二十条第（五）项|行政许可")
    penalties: Decisions2021 = label("第二十条第（六）项|行政处罚")
    coercion: Decisions2021 = label("第二十条第（六）项|行政强制")
    fees: Fees2021 = label("第二十条第（八）项|行政事业性收费")


# -- table three ------------------------------------------------------------------------------------------------


class Applicants(Strict):
    natural_person: Count = label("自然人")
    business: Count = label("商业企业")
    research_institution: Count = label("科研机构")
    public_interest_organization: Count = label("社会公益组织")
    legal_service: Count = label("法律服务机构")
    other_organization: Count = label("其他")
    total: Count = label("总计")


class Denied(Strict):
    state_secret: Applicants = label("1.属于国家秘密")
    prohibited_by_law: Applicants = label("2.其他法律行政法规禁止公开")
    security_and_stability: Applicants = label("3.危及“三安全一稳定”")
    third_party_rights: Applicants = label("4.保护第三方合法权益")
    internal_affairs: Applicants = label("5.属于三类内部事务信息")
    deliberative_process: Applicants = label("6.属于四类过程性信息")
    enforcement_file: Applicants = label("7.属于行政执法案卷")
    administrative_inquiry: Applicants = label("8.属于行政查询事项")


class Unavailable(Strict):
    not_held: Applicants = label("1.本机关不掌握相关政府信息")
    needs_creation: Applicants = label("2.没有现成信息需要另行制作")
    still_unclear: Applicants = label("3.补正后申请内容仍不明确")


class NotProcessed(Strict):
    petition: Applicants = label("1.信访举报投诉类申请")
    repeated: Applicants = label("2.重复申请")
    publication: Applicants = label("3.要求提供公开出版物")
    excessive: Applicants = label("4.无正当理由大量反复申请")
    confirm_or_reissue: Applicants = label("5.要求行政机关确认或重新出具已获取信息")


class UndividedOther(Strict):
    """（六）其他处理 as one row: the 2019 form, and the 2021 reports that kept the old table."""

    undivided: Applicants = label("")


class DividedOther(Strict):
    """（六）其他处理 as three rows: the 2021 form."""

    late_correction: Applicants = label("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请")
    late_fee: Applicants = label("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请")
    remaining: Applicants = label("3.其他")


class Requests(Strict):
    received: Applicants = label("一、本年新收政府信息公开申请数量")
    carried_in: Applicants = label("二、上年结转政府信息公开申请数量")
    granted: Applicants = label("三、本年度办理结果|（一）予以公开")
    partly_granted: Applicants = label(
        "三、本年度办理结果|（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    )
    denied: Denied = label("三、本年度办理结果|（三）不予公开")
    unavailable: Unavailable = label("三、本年度办理结果|（四）无法提供")
    not_processed: NotProcessed = label("三、本年度办理结果|（五）不予处理")
    other: UndividedOther | DividedOther = label("三、本年度办理结果|（六）其他处理")
    outcome_total: Applicants = label("三、本年度办理结果|（七）总计")
    carried_out: Applicants = label("四、结转下年度继续办理")


# -- table four -------------------------------------------------------------------------------------------------


class Outcomes(Strict):
    upheld: Count = label("结果维持")
    corrected: Count = label("结果纠正")
    other: Count = label("其他结果")
    pending: Count = label("尚未审结")
    total: Count = label("总计")


class Review(Strict):
    reconsideration: Outcomes = label("行政复议")
    direct_litigation: Outcomes = label("行政诉讼|未经复议直接起诉")
    litigation_after_reconsideration: Outcomes = label("行政诉讼|复议后起诉")


# -- the reports ------------------------------------------------------------------------------------------------


class Report2019(Strict):
    """The three tables of a report on the 2019 form."""

    form: Literal["2019"]
    disclosure: Disclosure2019
    requests: Requests
    review: Review


class Report2021(Strict):
    """The three tables of a report on the 2021 form; （六）其他处理 may be printed as one row or as three."""

    form: Literal["2021"]
    disclosure: Disclosure2021
    requests: Requests
    review: Review


Report = Report2019 | Report2021
