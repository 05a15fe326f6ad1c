"""The words printed on papers, in both languages. Papers know no Django, so they bring their own."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "pick_list": ("Pick list", "拣货单"),
    "bin": ("Bin", "库位"),
    "item": ("Item", "商品"),
    "quantity": ("Qty", "数量"),
    "basket": ("Basket", "篮子"),
    "done": ("Done", "完成"),
    "orders": ("Orders", "订单数"),
    "stops": ("Stops", "站数"),
    "units": ("Units", "件数"),
    "walk": ("Walk", "路程"),
    "no_bin": ("no bin", "无库位"),
    "packing_slip": ("Packing slip", "装箱单"),
    "order": ("Order", "订单"),
    "ordered_on": ("Ordered on", "下单日期"),
    "deliver_to": ("Deliver to", "收件"),
    "follow": ("Follow your parcel", "扫码查物流"),
    "message": ("Message", "留言"),
    "of_parcels": ("Parcel", "包裹"),
    "rest_follows": ("The rest of your order follows separately.", "其余商品将另行发出。"),
    "from": ("From", "寄"),
    "to": ("To", "收"),
    "cod": ("Collect", "代收货款"),
    "weight": ("Weight", "重量"),
    "address_version": ("Address", "地址版本"),
    "printed": ("Printed", "打印"),
    "print_number": ("Print", "第几次打印"),
    "practice": ("PRACTICE, NOT FOR SHIPPING", "练习面单 请勿寄出"),
}


def words(language: str) -> dict[str, str]:
    """Every word in the language of a tag ("zh-hans", "en-GB"): Chinese, else English."""
    place = 1 if language.lower().startswith("zh") else 0
    return {name: both[place] for name, both in WORDS.items()}
