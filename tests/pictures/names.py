"""What goods, people and places are called in the pictures, in each language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar

import msgspec

from dashboard.i18n import Language
from hub.store import items, pool, sites, suppliers, users

Say = Callable[[str], str]
T = TypeVar("T")
# as the houses of the tests have it: in English, and in Chinese
SPOKEN: Final[dict[str, tuple[str, str]]] = {
    said: (said, chinese)
    for said, chinese in {
        "Kitchen": "厨房", "Garden": "园艺", "Toys": "玩具", "Stationery": "文具", "Home": "家居",
        "Gifts": "礼品", "Enamel mug": "搪瓷杯", "Tea towel": "茶巾", "Cast iron pan": "铸铁锅",
        "Bread box": "面包箱", "Spice rack": "调料架", "Watering can": "洒水壶", "Secateurs": "修枝剪",
        "Seed tin": "种子罐", "Lantern": "灯笼", "Wooden train": "木制火车", "Building blocks": "积木",
        "Skipping rope": "跳绳", "Kite": "风筝", "Notebook A5": "A5 笔记本", "Fountain pen": "钢笔",
        "Sealing wax": "火漆", "Desk calendar": "台历", "Wool blanket": "羊毛毯", "Candle holder": "烛台",
        "Wall clock": "挂钟", "Door mat": "门垫", "Cushion cover": "抱枕套", "Green tea": "绿茶",
        "Gift set for two": "双人礼盒", "Mug, blue": "蓝色杯", "Green tea tin": "绿茶罐", "Box": "礼盒",
        "Serum, 10 ml": "精华液 10 毫升", "Desk clock": "座钟", "Main warehouse": "总仓",
        "North shop": "北区门店", "Mei Lin": "林梅", "Ann": "安娜", "Clinic Okoro": "康宁诊所",
        "Teahouse Lin": "林记茶馆", "Okoro": "康宁诊所", "Aisle A": "A 通道", "Kitchen rack": "厨房货架",
        "Garden rack": "园艺货架", "Toys rack": "玩具货架", "Goods in": "收货区", "Packing": "打包区",
        "Bulk store": "大件区", "Mugs": "杯子", "Warehouse North": "北仓", "North": "北仓",
        "Blue mug with handle": "带把蓝色马克杯", "Green tea, 100 g tin": "绿茶 100 克罐装",
        "Bamboo spoon": "竹勺",
        "Ribbon, unweighed": "丝带（未称重）", "Lin": "林记",
    }.items()
} | {
    "Paper lamp 纸灯笼": ("Paper lamp", "纸灯笼"),
    "Acme 陶瓷": ("Acme Pottery", "景德陶瓷"),
    "宁波陶瓷厂": ("Ningbo Pottery", "宁波陶瓷厂"),
    "杭州茶业有限公司": ("Hangzhou Tea Co.", "杭州茶业有限公司"),
    "杭州茶厂": ("Hangzhou Tea", "杭州茶厂"),
    "李伟": ("Li Wei", "李伟"),
}  # fmt: skip


def say(language: Language) -> Say:
    """What nobody has named is said as it stands."""
    place = 1 if language.code == "zh_CN" else 0
    return lambda said: SPOKEN[said][place] if said in SPOKEN else said


def name_all(dsn: str, language: Language) -> None:
    """What stands in that database."""
    speak = say(language)
    with pool.connect(dsn) as conn:
        for item in items.by_skus(conn):
            items.update(conn, item.sku, {"name": speak(item.name), "category": speak(item.category)})
        for site in sites.list_all(conn):
            sites.change(conn, site.code, name=speak(site.name), year_days=site.year_days)
        for one in suppliers.list_page(conn):
            changes = {"name": speak(one.name), "contact": speak(one.contact), "language": language.code}
            suppliers.update(conn, one.code, one.version, changes)
        for user in users.page(conn, after=None, rows=100):
            users.update(conn, replace(user, name=speak(user.name)))


def spoken(value: T, speak: Say) -> T:
    """A message of the wire, with all texts in it."""
    found: Any = value
    if isinstance(value, str):
        found = speak(value)
    elif isinstance(value, msgspec.Struct):
        parts = {name: spoken(getattr(value, name), speak) for name in value.__struct_fields__}
        found = msgspec.structs.replace(value, **parts)
    elif isinstance(value, list | tuple):
        found = type(value)(spoken(one, speak) for one in value)
    return found  # type: ignore[no-any-return]
