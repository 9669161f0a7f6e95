"""Whose report it is, as its title says: for telling the reporting body from others that a sentence names."""

import re

_REACH = 6_000
"""Characters from the start in which a title is looked for."""
_LONGEST = 60
"""Characters of a title before 政府信息公开."""
_TITLE = re.compile(r"(?:政府信息|政务|信息)公开(?:工作)?(?:年度)?(?:工作)?报告")
_ISSUER = re.compile(r"(?P<issuer>[\u4e00-\u9fff]{2,40}?)(?:关于)?(?:20\d\d年?度?)?$")
_TOWNSHIP = re.compile(r"(?:镇|乡|街道)(?:人民政府|政府|办事处|党政办公室)?$")

_GOVERNMENT = re.compile(r"(?:[省市县区州旗镇乡]|街道|政府|办事处)$")
_OFFICE = re.compile(r"[局委办院厅所站]$|部门$|中心$")


def issuer(document: str) -> str:
    """What stands before 政府信息公开工作年度报告, perhaps with more in front of it; empty where no title is found."""
    head = "".join(document[:_REACH].split())
    title = _TITLE.search(head)
    before = _ISSUER.search(head, max(title.start() - _LONGEST, 0), title.start()) if title else None
    return before["issuer"] if before else ""


def is_township(document: str) -> bool:
    """Does a town, a township or a street office report?"""
    return _TOWNSHIP.search(issuer(document)) is not None


def is_government(document: str) -> bool:
    """Does a whole region report, and not one of its offices?"""
    return _GOVERNMENT.search(issuer(document)) is not None


def is_office(name: str) -> bool:
    """Is 我办 or 本局 said, as an office speaks of itself?"""
    return _OFFICE.search(name) is not None


def reports(office: str, document: str) -> bool:
    """Is *office* the body that reports? 县政府办公室 and 临河县人民政府办公室 are one."""
    reporting, named = _short(issuer(document)), _short(office)
    return len(named) > 2 and reporting.endswith(named[-4:])


def _short(name: str) -> str:
    return re.sub("办公[室厅]$", "办", name.replace("人民", ""))
