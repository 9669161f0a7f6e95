"""Headings as web pages, Word files and PDFs print them, each with what a careful reader takes from it.

`TUNED` were at hand when the reader was written; `HELD_OUT` were written before it and looked at only afterwards. Places
and bodies are invented. What is left out of a case is null there.
"""

from dataclasses import dataclass

BODY = "一、总体情况\n\n一年来，本单位按照条例的规定做好各项公开工作，全年主动公开政府信息126条，比上年增加11条。\n\n"
TABLES = "二、主动公开政府信息情况\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t2\t0\t9\n"
LAST = "六、其他需要报告的事项\n\n无。\n"


@dataclass(frozen=True)
class Case:
    """A text, the name it is read under, and what its heading says."""

    id: str
    text: str
    title: str | None = None
    issuer: str | None = None
    year: int | None = None
    published: str | None = None
    signed: str | None = None
    index_number: str | None = None
    parents: tuple[str, ...] = ()
    name: str = "report.txt"


def report(head: str, tail: str = "", body: str = BODY) -> str:
    return f"{head}\n\n{body}{TABLES}{LAST}{tail}"


def page(head: str, tail: str = "", title: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in f"{BODY}{TABLES}{LAST}".splitlines())
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>{head}{paragraphs}{tail}</body></html>"


HELD_OUT = (
    Case(
        "portal_block",
        report(
            "您现在的位置：首页 > 栎川市 > 松坞县 > 政府信息公开年报\n"
            "索 引 号：004512377/2024-00018    主题分类：综合政务\n"
            "发布机构：松坞县人民政府办公室    成文日期：2024-01-12\n"
            "发布日期：2024-01-15    有 效 性：有效\n"
            "名    称：松坞县2023年政府信息公开工作年度报告\n文    号：    主 题 词：\n"
            "松坞县2023年政府信息公开工作年度报告\n来源：县政府办   时间：2024-01-15 10:22   浏览次数：88   字体：[大 中 小]"
        ),
        title="松坞县2023年政府信息公开工作年度报告",
        issuer="松坞县",
        year=2023,
        published="2024-01-15",
        signed="2024-01-12",
        index_number="004512377/2024-00018",
        parents=("栎川市",),
    ),
    Case(
        "index_number_empty",
        report(
            "索引号：    分类：政务公开\n发布机构：芷溪镇    发文日期：2022年1月20日\n名称：芷溪镇2021年政府信息公开工作年度报告\n\n"
            "芷溪镇2021年政府信息公开工作年度报告",
            "芷溪镇人民政府\n2022年1月20日\n",
        ),
        title="芷溪镇2021年政府信息公开工作年度报告",
        issuer="芷溪镇人民政府",
        year=2021,
        signed="2022-01-20",
    ),
    Case(
        "bureau_two_lines",
        report(
            "槐荫市生态环境局\n2022年度政府信息公开工作年度报告\n发布时间： 2023-01-19 16:05:33\n【字号：大 中 小】",
            "　　　　　　　　　　　　　　槐荫市生态环境局\n　　　　　　　　　　　　　　2023年1月18日\n【打印】 【关闭】\n",
        ),
        title="槐荫市生态环境局2022年度政府信息公开工作年度报告",
        issuer="槐荫市生态环境局",
        year=2022,
        published="2023-01-19",
        signed="2023-01-18",
        parents=("槐荫市",),
    ),
    Case(
        "our_bureau",
        report("2023年政府信息公开工作年度报告", body=BODY.replace("本单位", "我局")),
        title="2023年政府信息公开工作年度报告",
        year=2023,
    ),
    Case(
        "period_only",
        report(
            "政府信息公开工作年度报告\n\n本报告所列数据的统计期限为2022年1月1日起至12月31日止。",
            "荻浦县交通运输局\n二〇二三年一月十六日",
        ),
        title="政府信息公开工作年度报告",
        issuer="荻浦县交通运输局",
        year=2022,
        signed="2023-01-16",
        parents=("荻浦县",),
    ),
    Case(
        "damaged_period",
        report("政府信息公开工作年度报告\n\n本报告统计数据期限自201911日至20191231日，由桐岗镇编制。"),
        title="政府信息公开工作年度报告",
        year=2019,
    ),
    Case(
        "sidebar_of_other_years",
        report(
            "首页\n机构职能\n政府信息公开年报\n2023年政府信息公开工作年度报告\n2022年政府信息公开工作年度报告\n2021年政府信息公开工作年度报告\n"
            "当前位置：首页 >> 政府信息公开 >> 年报\n柏塘区人民政府2021年政府信息公开工作年度报告\n日期：2022-01-28  来源：区政府办  点击：512"
        ),
        title="柏塘区人民政府2021年政府信息公开工作年度报告",
        issuer="柏塘区人民政府",
        year=2021,
        published="2022-01-28",
    ),
    Case(
        "subordinate_street",
        report("云州市鹿鸣区望江街道办事处2020年政府信息公开工作年度报告", "望江街道办事处\n2021年1月22日"),
        title="云州市鹿鸣区望江街道办事处2020年政府信息公开工作年度报告",
        issuer="云州市鹿鸣区望江街道办事处",
        year=2020,
        signed="2021-01-22",
        parents=("云州市", "鹿鸣区"),
    ),
    Case(
        "year_behind",
        report(
            "岩泉县财政局政府信息公开工作年度报告\n（2022年度）\n\n信息来源：岩泉县财政局  发布时间：2023/1/9  阅读：41"
        ),
        title="岩泉县财政局政府信息公开工作年度报告（2022年度）",
        issuer="岩泉县财政局",
        year=2022,
        published="2023-01-09",
        parents=("岩泉县",),
    ),
    Case(
        "spaces_between",
        report(
            "榕 浦 市 2 0 2 3 年 政 府 信 息 公 开\n工 作 年 度 报 告",
            "榕 浦 市 人 民 政 府\n2024 年 1 月 26 日",
        ),
        title="榕浦市2023年政府信息公开工作年度报告",
        issuer="榕浦市人民政府",
        year=2023,
        signed="2024-01-26",
    ),
    Case(
        "mirror",
        report(
            "當前位置：首頁 > 政務(wù)公開(kāi)\n雙溪縣(xiàn)人民政府2021年政府信息公開(kāi)工作年度報(bào)告\n發(fā)布時(shí)間：2022-01-21",
            "雙溪縣(xiàn)人民政府\n2022年1月20日",
        ),
        title="雙溪縣人民政府2021年政府信息公開工作年度報告",
        issuer="雙溪縣人民政府",
        year=2021,
        published="2022-01-21",
        signed="2022-01-20",
    ),
    Case(
        "spam_for_issuer",
        report("鑫利来国际娱乐平台2022年政府信息公开工作年度报告", "梧岭县水利局\n2023年1月11日"),
        title="鑫利来国际娱乐平台2022年政府信息公开工作年度报告",
        issuer="梧岭县水利局",
        year=2022,
        signed="2023-01-11",
        parents=("梧岭县",),
    ),
    Case(
        "full_width",
        report(
            "蓼川县２０２４年政府信息公开工作年度报告\n发布日期：２０２５年１月１７日　信息索引号：ＬＣ０１－２０２５－０００３",
            "蓼川县人民政府\n２０２５年１月１６日",
        ),
        title="蓼川县２０２４年政府信息公开工作年度报告",
        issuer="蓼川县人民政府",
        year=2024,
        published="2025-01-17",
        signed="2025-01-16",
        index_number="ＬＣ０１－２０２５－０００３",
    ),
    Case(
        "impossible_date",
        report("发布日期：2024-02-30\n竹岙镇2023年政府信息公开工作年度报告", "竹岙镇人民政府\n2024年1月25日"),
        title="竹岙镇2023年政府信息公开工作年度报告",
        issuer="竹岙镇人民政府",
        year=2023,
        signed="2024-01-25",
    ),
    Case(
        "html_grid",
        page(
            "<div>当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>年度报告</a></div>"
            "<table><tr><td>索引号</td><td>11360924MB1F-2024-00021</td><td>发布机构</td><td>渌口县人力资源和社会保障局</td></tr>"
            "<tr><td>生成日期</td><td>2024-01-10</td><td>公开日期</td><td>2024-01-11</td></tr></table>"
            "<h1>渌口县人力资源和社会保障局2023年政府信息公开工作年度报告</h1>",
            "<p style='text-align:right'>渌口县人社局</p><p>2024年1月10日</p>",
            "渌口县人力资源和社会保障局2023年政府信息公开工作年度报告-渌口县人民政府",
        ),
        title="渌口县人力资源和社会保障局2023年政府信息公开工作年度报告",
        issuer="渌口县人力资源和社会保障局",
        year=2023,
        published="2024-01-11",
        signed="2024-01-10",
        index_number="11360924MB1F-2024-00021",
        parents=("渌口县",),
        name="page.html",
    ),
    Case(
        "html_title_alone",
        page(
            "<p>发布时间：2022-01-25</p>", title="石梁县林业局2021年政府信息公开工作年度报告_石梁县人民政府网"
        ),
        title="石梁县林业局2021年政府信息公开工作年度报告",
        issuer="石梁县林业局",
        year=2021,
        published="2022-01-25",
        parents=("石梁县",),
        name="page.html",
    ),
    Case(
        "path_only",
        report("本局政府信息公开工作年度报告"),
        title="本局政府信息公开工作年度报告",
        parents=("江苏省", "柳泉市", "苕溪县"),
        name="江苏省/柳泉市/苕溪县/2022.txt",
    ),
    Case(
        "path_home",
        report("萍湖区2022年政府信息公开工作年度报告"),
        title="萍湖区2022年政府信息公开工作年度报告",
        issuer="萍湖区",
        year=2022,
        parents=("浙江",),
        name="/home/wang/工作区/下载专区/浙江/2022年/a.txt",
    ),
    Case(
        "one_field_a_line",
        report(
            "索引号：\nGZ0121000000-2023-00007\n分类：\n年度报告\n发布机构：\n禾丰区司法局\n发布日期：\n2023-01-13\n名称：\n"
            "禾丰区司法局2022年政府信息公开工作年度报告\n文号：\n无\n\n禾丰区司法局2022年政府信息公开工作年度报告"
        ),
        title="禾丰区司法局2022年政府信息公开工作年度报告",
        issuer="禾丰区司法局",
        year=2022,
        published="2023-01-13",
        index_number="GZ0121000000-2023-00007",
        parents=("禾丰区",),
    ),
    Case(
        "empty_fields_one_a_line",
        report(
            "索引号：\n分类：\n年度报告\n发布机构：\n发布日期：\n发文日期：\n2021-01-08\n棠下乡2020年度政府信息公开工作报告"
        ),
        title="棠下乡2020年度政府信息公开工作报告",
        issuer="棠下乡",
        year=2020,
        signed="2021-01-08",
    ),
    Case(
        "glued_fields",
        report(
            "索引号：014000335/2024-00001信息分类：政府信息公开年报发布机构：丰湾市水务局生成日期：2024-01-18生效日期：废止日期：\n"
            "丰湾市水务局2023年政府信息公开年度报告"
        ),
        title="丰湾市水务局2023年政府信息公开年度报告",
        issuer="丰湾市水务局",
        year=2023,
        signed="2024-01-18",
        index_number="014000335/2024-00001",
        parents=("丰湾市",),
    ),
    Case(
        "about",
        report(
            "鲤城县人民政府关于2019年度政府信息公开工作情况的年度报告\n2020-01-20 09:31 来源：鲤城县政府网"
        ),
        title="鲤城县人民政府关于2019年度政府信息公开工作情况的年度报告",
        issuer="鲤城县人民政府",
        year=2019,
        published="2020-01-20",
    ),
    Case(
        "office_signs",
        report("坡头乡2022年政府信息公开工作年度报告", "坡头乡人民政府党政综合办公室\n2023年1月17日"),
        title="坡头乡2022年政府信息公开工作年度报告",
        issuer="坡头乡人民政府",
        year=2022,
        signed="2023-01-17",
    ),
    Case(
        "signed_on_one_line",
        report("茅坪县教育局2023年政府信息公开工作年度报告", "茅坪县教育局    2024年1月8日\n附件下载\n"),
        title="茅坪县教育局2023年政府信息公开工作年度报告",
        issuer="茅坪县教育局",
        year=2023,
        signed="2024-01-08",
        parents=("茅坪县",),
    ),
    Case(
        "banner_above",
        report(
            "今天是：2023年6月2日 星期五\n碧浪市人民政府门户网站\n繁体 | 无障碍 | 登录\n"
            "碧浪市民政局2022年政府信息公开工作年度报告\n2023年01月29日  作者：管理员  访问量：[ 77 ]"
        ),
        title="碧浪市民政局2022年政府信息公开工作年度报告",
        issuer="碧浪市民政局",
        year=2022,
        published="2023-01-29",
        parents=("碧浪市",),
    ),
    Case(
        "nothing",
        "行政许可事项目录\n办理地点：政务服务中心三楼\n\n请携带身份证件原件前往窗口办理，工作日上午九时至下午五时。\n",
    ),
    Case(
        "province",
        report(
            "当前位置： 首页 > 政府信息公开 > 政府信息公开年报\n云南省沧澜州人民政府2022年政府信息公开工作年度报告\n公开时间：20230131"
        ),
        title="云南省沧澜州人民政府2022年政府信息公开工作年度报告",
        issuer="云南省沧澜州人民政府",
        year=2022,
        published="2023-01-31",
        parents=("云南省",),
    ),
    Case(
        "yearbook_short",
        report("梅渚县住房和城乡建设局2021年政府信息公开年报\n发表时间:2022-01-10"),
        title="梅渚县住房和城乡建设局2021年政府信息公开年报",
        issuer="梅渚县住房和城乡建设局",
        year=2021,
        published="2022-01-10",
        parents=("梅渚县",),
    ),
    Case(
        "publisher_only",
        report(
            "信息索引号：k70034512-2023-00004\n公开主体：沙溪市城市管理综合行政执法局\n公开日期：2023年2月3日\n2022年政府信息公开工作年度报告"
        ),
        title="2022年政府信息公开工作年度报告",
        issuer="沙溪市城市管理综合行政执法局",
        year=2022,
        published="2023-02-03",
        index_number="k70034512-2023-00004",
        parents=("沙溪市",),
    ),
    Case(
        "source_is_a_short_name",
        report("2022年政府信息公开工作年度报告\n来源：县水利局   发布时间：2023-01-30   浏览：9"),
        title="2022年政府信息公开工作年度报告",
        year=2022,
        published="2023-01-30",
    ),
    Case(
        "signed_in_head",
        report("岭背镇人民政府2020年政府信息公开工作年度报告\n（2021年1月15日）"),
        title="岭背镇人民政府2020年政府信息公开工作年度报告",
        issuer="岭背镇人民政府",
        year=2020,
        signed="2021-01-15",
    ),
    Case(
        "markdown",
        report(
            "[首页](/) » [政务公开](/zwgk) » 年报\n\n# 藕池县审计局2023年政府信息公开工作年度报告\n\n**发布日期：** 2024-01-22 **来源：** 藕池县审计局"
        ),
        title="藕池县审计局2023年政府信息公开工作年度报告",
        issuer="藕池县审计局",
        year=2023,
        published="2024-01-22",
        parents=("藕池县",),
    ),
    Case(
        "two_periods",
        report(
            "政府信息公开工作年度报告\n\n2018年1月1日至2020年12月31日为本镇规划期。统计期限自2020年1月1日起至2020年12月31日止。"
        ),
        title="政府信息公开工作年度报告",
        year=2020,
    ),
    Case(
        "numerals_in_title",
        report("兴坪县人民政府二〇二一年度政府信息公开工作年度报告", "二〇二二年一月二十八日"),
        title="兴坪县人民政府二〇二一年度政府信息公开工作年度报告",
        issuer="兴坪县人民政府",
        year=2021,
        signed="2022-01-28",
    ),
)

TUNED = (
    Case(
        "plain",
        report("白浦县2022年政府信息公开工作年度报告", "白浦县人民政府\n2023年1月19日"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县人民政府",
        year=2022,
        signed="2023-01-19",
    ),
    Case(
        "bureau",
        report("白浦县财政局2022年度政府信息公开年度报告"),
        title="白浦县财政局2022年度政府信息公开年度报告",
        issuer="白浦县财政局",
        year=2022,
        parents=("白浦县",),
    ),
    Case(
        "year_first",
        report("2022年度白浦县医疗保障局政府信息公开工作年度报告"),
        title="2022年度白浦县医疗保障局政府信息公开工作年度报告",
        issuer="白浦县医疗保障局",
        year=2022,
        parents=("白浦县",),
    ),
    Case(
        "three_lines",
        report("白浦县人民政府办公室\n2022年政府信息\n公开工作年度报告"),
        title="白浦县人民政府办公室2022年政府信息公开工作年度报告",
        issuer="白浦县人民政府办公室",
        year=2022,
    ),
    Case(
        "metadata_line",
        report(
            "索引号：QX0417-2021-00093    主题分类：政务公开\n发布机构：砚池镇人民政府    发布日期：2021-01-28\n"
            "名称：砚池镇2020年政府信息公开工作年度报告\n字体：[大 中 小]    打印本页    浏览次数：271\n砚池镇2020年政府信息公开工作年度报告"
        ),
        title="砚池镇2020年政府信息公开工作年度报告",
        issuer="砚池镇",
        year=2020,
        published="2021-01-28",
        index_number="QX0417-2021-00093",
    ),
    Case(
        "breadcrumb_chain",
        report(
            "首页 > 江西省 > 云锦市 > 白浦县人民政府 > 乡镇 > 砚池镇 > 年报\n砚池镇2020年政府信息公开工作年度报告"
        ),
        title="砚池镇2020年政府信息公开工作年度报告",
        issuer="砚池镇",
        year=2020,
        parents=("江西省", "云锦市", "白浦县"),
    ),
    Case(
        "pipes",
        report(
            "| 索引号 | 11320000014000XXXX/2024-00012 | 发布机构 | 云锦市统计局 |\n| 发布日期 | 2024-01-19 | 文号 | |\n云锦市统计局2023年政府信息公开工作年度报告"
        ),
        title="云锦市统计局2023年政府信息公开工作年度报告",
        issuer="云锦市统计局",
        year=2023,
        published="2024-01-19",
        index_number="11320000014000XXXX/2024-00012",
        parents=("云锦市",),
    ),
    Case(
        "labels_above_values",
        page(
            "<table><tr><th>索引号</th><th>信息分类</th><th>发布机构</th><th>发布日期</th></tr>"
            "<tr><td>BP-2023-011</td><td>年报</td><td>白浦县人民政府</td><td>2023-01-20</td></tr></table>"
            "<h2>白浦县2022年政府信息公开工作年度报告</h2>"
        ),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县",
        year=2022,
        published="2023-01-20",
        index_number="BP-2023-011",
        name="page.html",
    ),
    Case(
        "written_and_published",
        report(
            "成文日期：2023-01-12    发布时间：2023-01-18 08:30\n白浦县水务局2022年政府信息公开工作年度报告"
        ),
        title="白浦县水务局2022年政府信息公开工作年度报告",
        issuer="白浦县水务局",
        year=2022,
        published="2023-01-18",
        signed="2023-01-12",
        parents=("白浦县",),
    ),
    Case(
        "date_and_time_alone",
        report("白浦县2022年政府信息公开工作年度报告\n2023-01-18 08:30\n分享到：微信 微博"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县",
        year=2022,
        published="2023-01-18",
    ),
    Case(
        "today_is_no_date",
        report("2024年5月3日 星期五 晴\n欢迎访问\n白浦县2022年政府信息公开工作年度报告"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县",
        year=2022,
    ),
    Case(
        "chinese_date",
        report(
            "发布日期：二〇二三年一月十五日\n白浦县2022年政府信息公开工作年度报告",
            "白浦县人民政府办公室\n二○二三年一月十三日",
        ),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县人民政府",
        year=2022,
        published="2023-01-15",
        signed="2023-01-13",
    ),
    Case(
        "slashes",
        report("发布日期：2023/1/5\n白浦县2022年政府信息公开工作年度报告"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县",
        year=2022,
        published="2023-01-05",
    ),
    Case(
        "no_date_in_field",
        report("发布日期：    浏览次数：20230105\n白浦县2022年政府信息公开工作年度报告"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县",
        year=2022,
    ),
    Case(
        "our_town",
        report("我镇政府信息公开工作年度报告"),
        title="我镇政府信息公开工作年度报告",
    ),
    Case(
        "period_across_years",
        report("政府信息公开工作年度报告\n\n统计期限自2020年12月1日至2021年12月31日止。"),
        title="政府信息公开工作年度报告",
    ),
    Case(
        "damaged_period_in_doubt",
        report("政府信息公开工作年度报告\n\n统计期限自201711日至20181231日止。"),
        title="政府信息公开工作年度报告",
    ),
    Case(
        "sidebar_then_title",
        report(
            "2022年政府信息公开工作年度报告\n2021年政府信息公开工作年度报告\n2020年政府信息公开工作年度报告\n白浦县司法局2020年政府信息公开工作年度报告"
        ),
        title="白浦县司法局2020年政府信息公开工作年度报告",
        issuer="白浦县司法局",
        year=2020,
        parents=("白浦县",),
    ),
    Case(
        "list_below",
        report(
            "白浦县2022年政府信息公开工作年度报告",
            "白浦县人民政府\n2023年1月19日\n上一篇：白浦县2021年政府信息公开工作年度报告\n白浦县2020年政府信息公开工作年度报告\n2021-01-20",
        ),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县人民政府",
        year=2022,
        signed="2023-01-19",
    ),
    Case(
        "narrow_spaces",
        report("南 宁 市 2022 年政府信息公开工作年度报告", "南 宁 市 人 民 政 府\n2023 年 1 月 19 日"),
        title="南宁市2022年政府信息公开工作年度报告",
        issuer="南宁市人民政府",
        year=2022,
        signed="2023-01-19",
    ),
    Case(
        "municipality",
        report("北京市海西区人民政府2022年政府信息公开工作年度报告"),
        title="北京市海西区人民政府2022年政府信息公开工作年度报告",
        issuer="北京市海西区人民政府",
        year=2022,
        parents=("北京市",),
    ),
    Case(
        "construction_bureau",
        report("白浦县住房和城乡建设局2022年政府信息公开工作年度报告"),
        title="白浦县住房和城乡建设局2022年政府信息公开工作年度报告",
        issuer="白浦县住房和城乡建设局",
        year=2022,
        parents=("白浦县",),
    ),
    Case(
        "market_bureau",
        report("云锦市市场监督管理局2022年政府信息公开工作年度报告"),
        title="云锦市市场监督管理局2022年政府信息公开工作年度报告",
        issuer="云锦市市场监督管理局",
        year=2022,
        parents=("云锦市",),
    ),
    Case(
        "signature_with_brackets",
        report(
            "2022年政府信息公开工作年度报告",
            "云锦市公安局（交通警察支队）\n2023年1月19日\n（此件公开发布）",
        ),
        title="2022年政府信息公开工作年度报告",
        issuer="云锦市公安局（交通警察支队）",
        year=2022,
        signed="2023-01-19",
        parents=("云锦市",),
    ),
    Case(
        "date_alone_at_the_end",
        report("白浦县2022年政府信息公开工作年度报告", "2023年1月19日"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县",
        year=2022,
        signed="2023-01-19",
    ),
    Case(
        "signer_without_a_date",
        report("白浦县2022年政府信息公开工作年度报告", "白浦县人民政府"),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县人民政府",
        year=2022,
    ),
    Case(
        "archive_path",
        report("2022年政府信息公开工作年度报告"),
        title="2022年政府信息公开工作年度报告",
        year=2022,
        parents=("江苏省", "云锦市", "砚池镇"),
        name="年报/江苏省.zip/云锦市/砚池镇/2022.txt",
    ),
    Case(
        "path_without_places",
        report("2022年政府信息公开工作年度报告"),
        title="2022年政府信息公开工作年度报告",
        year=2022,
        name="/data/全市/各县/本市/乡镇/市/2022.txt",
    ),
    Case(
        "spam",
        report("皇冠体育官网入口2022年政府信息公开工作年度报告"),
        title="皇冠体育官网入口2022年政府信息公开工作年度报告",
        year=2022,
    ),
    Case(
        "year_above",
        report("白浦县水利局\n二○二二年度\n政府信息公开工作年度报告"),
        title="白浦县水利局二○二二年度政府信息公开工作年度报告",
        issuer="白浦县水利局",
        year=2022,
        parents=("白浦县",),
    ),
    Case(
        "publisher_names_the_parents",
        report(
            "发布机构：云锦市白浦县砚池镇人民政府    发布日期：2023-01-19\n砚池镇2022年政府信息公开工作年度报告"
        ),
        title="砚池镇2022年政府信息公开工作年度报告",
        issuer="砚池镇",
        year=2022,
        published="2023-01-19",
        parents=("云锦市", "白浦县"),
    ),
    Case(
        "field_in_the_foot",
        report(
            "白浦县2022年政府信息公开工作年度报告", "白浦县人民政府\n2023年1月19日\n\n发布时间：2023-01-20"
        ),
        title="白浦县2022年政府信息公开工作年度报告",
        issuer="白浦县人民政府",
        year=2022,
        published="2023-01-20",
        signed="2023-01-19",
    ),
    Case(
        "named_above_and_repeated",
        report("云锦市砚池乡\n2021年政府信息公开工作年度报告\n2021年政府信息公开工作年度报告"),
        title="云锦市砚池乡2021年政府信息公开工作年度报告",
        issuer="云锦市砚池乡",
        year=2021,
        parents=("云锦市",),
    ),
    Case(
        "labels_without_colons",
        report(
            "当前位置: 网站首页 -> 政务公开 -> 白浦县 -> 正文\n砚池乡人民政府2020年政府信息公开工作年度报告\n"
            "索 引 号 01606072-9-30/2021-0223004 发布机构 县政府办\n公开目录 乡镇年度报告 发布日期 2021-02-20 09:00\n"
            "名  称 砚池乡人民政府2020年政府信息公开工作年度报告"
        ),
        title="砚池乡人民政府2020年政府信息公开工作年度报告",
        issuer="砚池乡人民政府",
        year=2020,
        published="2021-02-20",
        index_number="01606072-9-30/2021-0223004",
        parents=("白浦县",),
    ),
    Case(
        "pipes_behind_the_title",
        report(
            "白浦县人民政府2020年度政府信息公开工作年度报告 | |||||\n2021-02-09 发布：白浦县人民政府办公室 点击数： | ||||"
        ),
        title="白浦县人民政府2020年度政府信息公开工作年度报告",
        issuer="白浦县人民政府",
        year=2020,
        published="2021-02-09",
    ),
    Case(
        "signer_under_the_title",
        report(
            "2021年云锦路街道政府信息公开工作年度报告\n云锦路街道办事处\n2022年01月18日来源:1\n[字体: ] 打印"
        ),
        title="2021年云锦路街道政府信息公开工作年度报告",
        issuer="云锦路街道",
        year=2021,
        published="2022-01-18",
    ),
    Case(
        "named_in_a_field_only",
        report(
            "名称：白浦县审计局2021年政府信息公开工作年度报告\n发布日期：2022-01-18\n\n2021年政府信息公开工作年度报告"
        ),
        title="白浦县审计局2021年政府信息公开工作年度报告",
        issuer="白浦县审计局",
        year=2021,
        published="2022-01-18",
        parents=("白浦县",),
    ),
    Case(
        "government_itself",
        report("白浦县人民政府机关\n2020年政府信息公开工作年度报告"),
        title="白浦县人民政府机关2020年政府信息公开工作年度报告",
        issuer="白浦县人民政府机关",
        year=2020,
    ),
    Case(
        "links_below",
        report(
            "白浦县自然资源和规划局2022年政府信息公开工作年度报告    发布时间：2023-01-06    字体：大 中 小",
            "白浦县自然资源和规划局\n2023年1月5日\n\n相关链接\n云锦市人民政府\n2023年2月3日\n",
        ),
        title="白浦县自然资源和规划局2022年政府信息公开工作年度报告",
        issuer="白浦县自然资源和规划局",
        year=2022,
        published="2023-01-06",
        signed="2023-01-05",
        parents=("白浦县",),
    ),
    Case(
        "mixed_numerals",
        report("砚池镇人民政府二0二二年政府信息公开工作年度报告", "砚池镇人民政府\n二0二三年一月五日"),
        title="砚池镇人民政府二0二二年政府信息公开工作年度报告",
        issuer="砚池镇人民政府",
        year=2022,
        signed="2023-01-05",
    ),
    Case(
        "issuer_by_its_source",
        report("时间：2023-01-05 来源：白浦县财政局 作者：张三\n2022年度政府信息公开工作年度报告"),
        title="2022年度政府信息公开工作年度报告",
        issuer="白浦县财政局",
        year=2022,
        published="2023-01-05",
        parents=("白浦县",),
    ),
)
