"""What kind of channel a printed name is."""

import re

from crossfoot.forms.facts import ChannelKind

_KINDS: tuple[tuple[ChannelKind, re.Pattern[str]], ...] = (
    ("gazette", re.compile("公报")),
    ("wechat", re.compile("微信|公众号|訂閱號|订阅号|视频号")),
    ("weibo", re.compile("微博")),
    ("app", re.compile("客户端|客戶端|(?i:app)|手机端|小程序|掌上")),
    ("press", re.compile("发布会|發布會|报刊|報刊|报纸|广播|電視|电视|电台|日报|晚报|新闻媒体|访谈")),
    ("website", re.compile("网站|網站|门户|門戶|官网|网页|政府网|信息网|互联网|平台网")),
)


def kind_of(name: str, beside: str = "") -> ChannelKind:
    """The kind of the channel *name*; where it does not tell, the last that is named *beside* it.

    A name that is of several kinds (政府网站、微信公众号等) is `other`.
    """
    found = {kind for kind, pattern in _KINDS if pattern.search(name)}
    if found:
        return found.pop() if len(found) == 1 else "other"
    before = beside[: beside.find(name)] if name in beside else ""
    named = [(match.end(), kind) for kind, pattern in _KINDS for match in pattern.finditer(before)]
    return max(named)[1] if named and len(before) - max(named)[0] <= 8 else "other"
