"""The words in which reports state what their tables count. Patterns only; `numbers` and `zeros` read sentences by them.

White space is gone from a sentence before it meets these. A label is a sequence of known words from its verb to the number: any
other word among them (收到*企业*申请, 收到*网上*申请) narrows what is counted, and the label is not one of these.
"""

import re

_BODY = r"(?:[市县区镇乡旗局委办院厅所站]|街道|机关|单位|部门|中心)"
_US = rf"[我本]{_BODY}"
# Words around 申请 that do not narrow it.
WORDS = (
    rf"(?:政府信息|政务信息|信息|依法|公开|申请人|申请|公民|个人|法人|其[他它]组织|社会组织|人民群众|群众|公众|社会各界|社会"
    rf"|来自|各类|各种|有关|相关|关于|要求|主动|书面|提出|提交|递交|向{_US}|{_US}|任何|形式|依|的|件|事项|情况|请求|诉求|办件|书|表|以及|或者|[和或及、])"
)
_LAST_YEAR = r"上(?:一|个)?年(?:度)?"
_NEXT_YEAR = r"(?:下(?:一|个)?年(?:度)?|次年|翌年|明年|(?P<to>20\d\d)年(?:度)?)"
_CARRIED = r"(?:结转|转结|转)(?:至|到|入|往)?"

OUTCOMES = {
    "予以公开": "narrative.granted",
    "部分公开": "narrative.partly_granted",
    "不予公开": "narrative.denied",
    "无法提供": "narrative.unavailable",
    "不予处理": "narrative.not_processed",
}
_OUTCOME = "|".join(OUTCOMES)
REVIEW_OUTCOMES = {"维持": "upheld", "纠正": "corrected", "其他结果": "other", "未审结": "pending"}

_DIGIT = r"\d零〇一二两三四五六七八九十百千"
NUMBER = re.compile(
    rf"(?P<number>[{_DIGIT}](?:[{_DIGIT},，.]{{0,22}}[{_DIGIT}])?)"
    r"(?P<unit>件(?![次套事均])|宗|份|条|起(?![诉草到来])|项(?![目工])|封|例(?!如)|次|个(?![工月部方小领])|部(?![门分委])"
    r"|人次|人(?![大民员])|名|批|篇|万?元|亿元)"
)
"""A number with its unit. It begins with one class of characters, so that a search skips all others fast."""
FIGURES = re.compile(r"\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,15}(?:\.\d{1,6})?")
"""A number in digits, where it is one."""
MARKS = frozenset("，、；。,;）)")
"""What stands right behind a number that no label follows."""
NO_COUNT_BEHIND = frozenset(".-—~～–至第〔")
"""What makes a number right behind it a part of another, the end of a range, or an ordinal; so do digits."""
FILLERS = "共计合总累一为是有了达：:“”的数量件（(各均"
"""Characters that stand between a label and its number. A label ends in none of them, so it is met without 件."""
NO_TOTAL = ("以上", "左右", "以内", "以下", "上下", "多", "余", "（次", "中", "案件中", "申请中")
"""What makes a number right before it a rough one, or one that a part is taken of."""
WINDOW = 48
"""No label is longer."""

THINGS = frozenset("件宗份条起项例次个")
CASES = frozenset("件宗起例次")
DOCUMENTS = frozenset("件份个部项")
COUNTED = frozenset(("件", "宗", "份", "条", "起", "封", "项", "次", "人次", "人", "名", "批", "篇"))
"""A number with one of these that is none of the tables' ends an enumeration: what follows may belong to it."""

# -- labels before a number -------------------------------------------------------------------------------------------

RECEIVED = re.compile(
    r"(?:收到|接到|接收|受理|接受|登记|新收)(?:(?:[和并及、]|以及)(?:受理|办理|处理|答复|办结))?(?:了|到)?"
    rf"(?P<object>{WORDS}*)$"
)
CARRIED_IN = re.compile(
    rf"(?:(?:{_LAST_YEAR}|(?P<since>20\d\d)年(?:度)?)(?:末|底)?的?(?:结转|转结|接转|转入)(?:至|到)?(?:本年度?|今年|20\d\d年度?)?|结转{_LAST_YEAR})"
    rf"{WORDS}*$"
)
CARRIED_OUT = re.compile(rf"{_CARRIED}{_NEXT_YEAR}(?:继续)?(?:办理|处理|答复)?{WORDS}*$")
HANDLED = re.compile(r"(?:办结|答复|办理|办复|回复|处理|办毕)(?:了|完毕|完成)?" rf"(?P<object>{WORDS}*)$")
NOT_BEHIND = frozenset("不未没予")
"""What makes a verb right behind it say that it was not done."""
SOME_HANDLED = re.compile(
    r"(?:延期|逾期|超期|当场|补正|转交|移送|协助|会办|联合|其[他它]|正在|继续|代为|即时|无法|尚未|其余)(?:予以|给予|依法)?$"
)
"""Before `HANDLED`: only some of what was handled."""
OUTCOME = re.compile(rf"(?P<outcome>{_OUTCOME})(?:政府信息|信息|申请|决定|答复|情形|结果|类|的)*$")
JOINED = re.compile(r"(?<![件宗份条起项例次个%\d）)])(?:[、和及与或/]|以及|或者)$")
"""Before a label: it shares its number with the one before it."""
REVIEW = re.compile(r"(?P<what>复议|诉讼|未经复议直接起诉|复议后(?:再|提起)?起诉)(?:案|申请|事项|情况)?$")
JOINED_REVIEWS = re.compile(
    r"(?:复议|诉讼)(?:案件?|申请)?(?:[、和及或与/]|以及|或者)(?:被)?(?:提起|提请|申请|引起|引发|发生|产生)?的?"
    r"(?:行政)?(?:复议|诉讼)(?:案|申请|事项|情况)?$"
)
REVIEWED = re.compile(r"(?P<outcome>维持|纠正|其他结果|未审结)(?:原[^，。；、]{0,6})?$")
OF_REVIEW = re.compile(r"(?P<what>复议|诉讼)(?:案件|中)?(?:结果|尚)*$")
"""Before `REVIEWED`, where it names what was reviewed."""
ISSUED = re.compile(r"(?:制发|制定|出台|印发|制订)了?(?:行政|政府|部门|党政)*(?P<what>规范性文|规章)$")
REPEALED = re.compile(r"废止了?(?:行政|政府|部门|党政)*(?P<what>规范性文)?$")
IN_FORCE = re.compile(r"现行有效的?(?:行政|政府|部门|党政)*(?P<what>规范性文)?$")
DECISIONS = re.compile(
    r"(?P<verb>作出|做出)?(?:各类|的)*行政(?P<what>许可|处罚|强制)(?P<noun>处理决定|决定)?$"
)
FEES = re.compile(r"行政事业性收费(?:收入|金额|总额|资金|费用)*$")

# -- labels behind a number -------------------------------------------------------------------------------------------

_STOP = r"(?=[，、；,;（()）]|$)"
THEN_REQUEST = re.compile(
    rf"{WORDS}*?(?:(?<!依)申请(?!人)|依申请公开){WORDS}*(?=[，、；,;（()）均都已全并按]|$)"
)
THEN_CARRIED_OUT = re.compile(
    rf"{WORDS}*(?:按规定|依法|依规|已|将|需|因|跨年度?|尚在办理中?|正在办理中?|尚未到期|未到期|尚未办结|办理中|按照|按程序)*{_CARRIED}{_NEXT_YEAR}"
)
THEN_OUTCOME = re.compile(
    rf"{WORDS}*?(?:为|属于?|系|是|作出|依法)?(?P<outcome>{_OUTCOME})(?:的|决定|答复)*{_STOP}"
)
THEN_REVIEW = re.compile(
    r"(?:因?(?:涉及)?(?:政府)?信息公开(?:申请|工作)?(?:类|引起|引发|产生|提起|被申请|被提起)?的?)?行政(?P<what>复议|诉讼)(?:案件?|申请)?"
    + _STOP
)

# -- statements that there was nothing --------------------------------------------------------------------------------

NOTHING = re.compile(r"没有|未曾|未|没|无|不存在")
NO_FACT_BEHIND = frozenset("有绝若如应对是凡非毫")
"""What makes it no statement: 有无, 如无."""
PHRASE = re.compile(r"[^，。；,;：:！（）()\d]{2,40}")
"""What there was nothing of: up to the next mark."""
_VERB = "收到|接到|接收|受理|处理|办理|发生|出现|产生"
NO_REQUEST = re.compile(
    rf"(?P<receipt>(?:{_VERB})(?:(?:[和并及、]|以及)(?:受理|办理|处理|答复|收到))?过?|有)?{WORDS}*"
    r"(?:的|情形|业务|需求|案件|现象)*(?:[、和及或与](?P<more>.+))?"
)
NO_REVIEW = re.compile(
    rf"(?:{WORDS}|{_VERB}|政务公开|工作|引起|引发|导致|涉及|提起|提请|被|因|由|而|对|有|过|类|复议|诉讼|行政"
    r"|举报|投诉|信访|起诉|与|也|并|案例|案|情形|现象|事件|问题|方面|等)++"
)
NO_CARRIED_IN = re.compile(rf"(?:{_LAST_YEAR}的?结转|结转{_LAST_YEAR}){WORDS}*(?:情况)?")
NONE_CARRIED = re.compile(
    rf"上(?:一|个)?年(?:度)?(?P<last>无|没有)结转|(?:无|没有)需?结转(?:至|到)?{_NEXT_YEAR}"
)
NO_DOCUMENT = re.compile(
    r"(?:制发|制定|出台|印发|制订)(?:和|并|、)?(?:发布|印发)?过?(?:任何|新的?|政府|行政|部门|的|、|和|及)*"
    r"(?P<what>规章(?!制度)|规范性文件)(?:[、和及或](?:行政)?(?P<also>规章(?!制度)|规范性文件))?(?:的?情况)?"
)

# -- what makes a statement speak of something else -------------------------------------------------------------------

YEAR = re.compile(r"(?<!\d)(20\d\d)年")
YEARS = re.compile(r"[自从由](20\d\d)年|(20\d\d)年?度?[至到—–\-－~～]+(20\d\d)年")
"""A span of years."""
OTHER_TIME = re.compile(
    r"(?<!今年)(?<!本年)(?<!年初)以来|近[一两二三四五六七八九十几\d]+?[年月]|历年|累年|季度|[上下]半年|平均|[月年日]均|每[个年季月周日]"
    r"|月份|(?<!\d)(?:[02-9]|1[01]|1(?!月1日)|12(?!月31日|月底|月末))月|计划|预计|目标|假设|例如"
)
"""In the sentence so far: another span of time than the year reported, or no fact."""
LAST_YEAR = re.compile(r"上(?:一|个)?年|去年|往年|同期|前年")
"""In the clause so far: last year's number."""
CHANNEL = re.compile(
    r"网上|网络|互联网|在线|线上|线下|信函|邮寄|邮件|邮箱|信箱|当面|现场|窗口|传真|电话|平台|系统|网站|微信|来信"
)
ALL_CHANNELS = re.compile(
    r"(?:等|各种|多种|多个|各类|三种|四种|两种)[^，。；]{0,6}(?:渠道|方式|途径|形式|平台)"
)
SHARE = re.compile(r"其中|含|包括|包含|分别|除|如|若|涉及")
"""In the clause so far: a part of what was counted, or an exception."""
FOR_OTHERS = re.compile(r"指导|督促|协助|配合|协调|组织|通报|会同|代")
"""In the clause so far: what others did."""
REQUESTED = re.compile(r"(?<!依)申请(?!人)|(?:收到|接到|受理|办理|答复|登记)[^，。；]{0,6}依申请")
"""In the paragraph so far: what an outcome needs to be one of requests."""
CARRIED_TOPIC = re.compile(
    r"(?P<request>(?:公开|收到|受理|接收|新收|接到|登记|答复|结转|转结|年|度|依)的?申请)|申请(?!人)|复议|诉讼|建议|提案|信访|工单|来信|信箱|热线"
)
"""What may be carried from year to year; the last of them before a number tells."""
OTHER_PAPERS = re.compile(r"文件|公文|属性|建议|提案|议案")
OTHER_OUTCOMES = re.compile(
    r"已主动公开|主动公开范围|已公开|不存在|非本机关|补正|撤回|撤销|告知|查询|不属于|终止|便民|驳回|撤诉|和解|调解|不予受理"
)
"""Outcomes that are no rows of the tables: the others may be counted in another way too."""
AUTHORITY = re.compile(
    r"(?:受理|办理|审理|审结|承办|化解|接收|立案)[^，。；]{0,12}复议|收到[^，。；]{0,20}复议申请|复议机关|应诉|代理"
)
"""The office as the one that decides on reconsiderations."""
OTHER_REVIEWS = re.compile(r"一审|二审|再审|上诉|结转|上年|被申请人|被告")
"""Litigation counted by instances, reviews of the year before or of other bodies."""
OTHER_ACTS = re.compile(r"行政处罚|行政许可|行政强制|征收|征地|拆迁|执法|工伤|信访")
"""What else reviews are about."""
PLAIN = re.compile(
    r"(?:20\d\d年(?:度)?|收取|征收|实现|完成|实际|全年|本年(?:度)?|年内|当年|今年|共计|共|累计|合计|依法|均|[我全本][市县区州镇乡旗局委办院厅所站]"
    r"|(?:(?![我本全各])[\u4e00-\u9fff]){1,10}(?:局|委|委员会|厅|院|政府|分局|支队|大队|中心|办事处))*"
)
"""A clause before decisions or fees, where it narrows nothing."""
PARAGRAPH = re.compile(r"[（(][一二三四五六七八九十]{1,2}[）)]|[一二三四五六]、")
ON_REQUEST = re.compile(r"依申请|公开申请|申请公开")
ON_DISCLOSURE = re.compile(r"信息公开|依申请|公开申请")
SOME_LATE = re.compile(r"(?:延期|逾期|超期)[^，。；]{0,8}?[\d一二三四五六七八九十]")
PUBLISHED = re.compile(
    r"(?<!信息)(?<!政务)公开|公示|公布|发布|上传|录入|归集|报送|推送|(?<!政府)信息(?!公开)|事项|目录|清单"
)
OTHER_DOCUMENTS = re.compile(r"审查|备案|解读|清理|评估|失效|公开|公布|发布")
"""In the clause so far: documents counted for what else was done with them."""
OTHER_FEES = re.compile(r"减少|下降|减免|减征|免征|降低|取消|停征|退还|信息处理费|预算|决算|非税|财政收入")

SCOPE = re.compile(
    r"(?P<wider>全[市县区州省镇乡旗局系])|(?P<others>各[级部单镇乡街县区科]|所属|下属|辖区)"
    r"|(?P<own>[我本](?:[市县区镇乡旗局委办院厅所站]|街道|单位|部门|中心))"
    r"|(?P<narrower>本级|本机关|局机关|机关本身|(?:(?![我本全各年])[\u4e00-\u9fff]){0,10}(?:办公室|办公厅|政府办))"
    r"|(?P<another>(?:(?![我本全各年])[\u4e00-\u9fff]){1,10}"
    r"(?:局|委|委员会|厅|院|镇|乡|街道|街道办|办事处|公司|学校|大队|分局|所|站|部门|单位|政府|中心)"
    r"(?=(?:名义|共计|累计|全年|本年度?|年内|今年|依法|实际|新|一共|共|总共|均|也)*$))"
)
"""Whose count a sentence gives; the last match decides."""
