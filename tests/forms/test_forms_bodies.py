"""Names of public bodies: places by suffix, and names that mean one body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.forms.bodies import another, body, is_body


@pytest.mark.parametrize(
    ("name", "places", "office"),
    [
        ("白浦县", "白浦县:county", ""),
        ("白浦县人民政府办公室", "白浦县:county", ""),
        ("云锦市市场监督管理局", "云锦市:city", "场监督管理局"),
        ("云锦市城市管理局", "云锦市:city", "城市管理局"),
        ("白浦县住房和城乡建设局", "白浦县:county", "住房和城乡建设局"),
        ("云锦市鹿鸣区望江街道办事处", "云锦市:city 鹿鸣区:county 望江街道:township", ""),
        ("江苏省云锦市白浦市千灯镇人民政府", "江苏省:province 云锦市:city 白浦市:county 千灯镇:township", ""),
        ("北京市海西区财政局", "北京市:province 海西区:county", "财政局"),
        ("凉川彝族自治州", "凉川彝族自治州:city", ""),
        ("景溪镇市", "景溪镇市:city", ""),
        ("某盟产业联盟", "", "某盟产业联盟"),
        ("下载专区", "", "下载专区"),
        ("各乡镇", "", "各乡镇"),
    ],
)
def test_places_and_office(name, places, office):
    found = body(name)
    assert " ".join(f"{place.name}:{place.level}" for place in found.places) == places
    assert found.office == office
    assert all(name[place.start : place.end] == place.name for place in found.places)


@pytest.mark.parametrize(
    "name",
    [
        "白浦县",
        "财政厅",
        "云锦市公安局交通警察支队",
        "白浦县水务有限公司",
        "国家税务总局白浦县税务局",
        "白浦县第一中学",
    ],
)
def test_bodies(name):
    assert is_body(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "我局",
        "本机关",
        "县财政局",
        "市政府",
        "首页",
        "官网入口",
        "皇冠(中国)有限公司",
        "政府信息公开",
        "白浦县人民政府门户网站",
        "市县区",
    ],
)
def test_no_bodies(name):
    assert not is_body(name)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("青石镇", "白云镇人民政府"),
        ("白浦县财政局", "白浦县水利局"),
        ("白浦县", "金檀县大数据局"),
        ("白浦县财政局", "县水利局"),
        ("白浦县财政局", "金檀县财政局"),
        ("云锦市", "槿州市人民政府"),
    ],
)
def test_another_body(first, second):
    assert another(first, second)
    assert another(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("白浦县", "白浦县人民政府办公室"),
        ("白浦县", "县政府"),
        ("白浦县住房和城乡建设局", "白浦县住建局"),
        ("白浦县发展和改革委员会", "县发改委"),
        ("砚池镇", "云锦市白浦县砚池镇人民政府"),
        ("砚池镇", "白浦县人民政府"),
        ("白浦县财政局", "白浦县人民政府"),
        ("白浦县财政局", "财政局"),
        ("白浦县财政局", "云锦市财政局"),
        ("白浦县", "白浦县政务服务局"),
        ("白浦县", "白浦区"),
    ],
)
def test_perhaps_the_same_body(first, second):
    assert not another(first, second)
    assert not another(second, first)


NAMES = st.text(st.sampled_from("省市县区镇乡街道白浦云锦财政局人民政府办公室我本"), max_size=12)


@given(NAMES, NAMES)
def test_nothing_is_another_than_itself_and_order_does_not_matter(first, second):
    assert not another(first, first)
    assert another(first, second) == another(second, first)
    found = body(first)
    assert "".join(place.name for place in found.places) + found.rest == first
