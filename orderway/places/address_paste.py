"""Sets apart what people paste in one piece: glued names, labels without a colon, dashes and brackets as separators.

All of it is rewriting before the reading: the text keeps its words, gets separators (" ; ") and loses labels.
"""

import re

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿"
    "关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车"
    "项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐"
)
"""First characters of Chinese family names, the common ones."""

_MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
_PERSON = rf"[{''.join(sorted(SURNAMES))}][一-鿿]{{1,2}}"
_PROVINCE = r"(?:(?:北京|天津|上海|重庆)市|[一-鿿]{2,3}省|(?:内蒙古|广西|西藏|宁夏|新疆)[一-鿿]{0,4}自治区)"
_LEVELS = r"(?:省市区县?|省份|城市|区县|县区|省|市|区|县|街道|乡镇)"

_SPACED_DIGITS = re.compile(r"(?<!\d)1 [3-9](?: \d){9}(?!\d)")
_PHONE_IN_BRACKETS = re.compile(rf"\(([^()]*{_MOBILE}[^()]*)\)")
_RECEIVES = re.compile(r"\((?:亲?收|亲启|收件人?)\)|(?<=[\s,;])(?:亲?收|亲启)(?=[\s,;]|$)")
_NAME_RECEIVES = re.compile(rf"({_PERSON}|[一-鿿]{{1,3}}(?:先生|女士|小姐))收(?=[\s,;:]*{_MOBILE})")
_DASHED = re.compile(r"[省市区县]-[一-鿿]")
_DASH = re.compile(rf"(?<=[一-鿿])-(?=[一-鿿]|{_MOBILE})")
_LEVEL_LABEL = re.compile(rf"(?:^|(?<=[\s,;/|]))(?:所在)?{_LEVELS}:\s*")
_BARE_LABEL = re.compile(
    r"(?:^|(?<=[\s,;]))(?:(?:收货|收件|联系)信息[:\s]*|(?:收件人|收货人|联系人|姓名)\s*(?=[一-鿿]{2,4}(?:[\s,;]|$))"
    rf"|(?:收货|收件|详细|家庭)?地址\s*(?={_PROVINCE}))"
)
_NAME_BEFORE_PHONE = re.compile(rf"(?<=[号室栋幢楼元层户座弄组])({_PERSON}(?:先生|女士|小姐)?)(?=[\s:]*{_MOBILE})")
_NAME_IN_DASHES = re.compile(rf"-\s*({_PERSON}(?:先生|女士|小姐)?)\s*-\s*(?={_MOBILE})")
_NAME_BEFORE_PLACE = re.compile(rf"(?:^|(?<=\d)|(?<=[\s,;]))({_PERSON})(?={_PROVINCE})")


def apart(text: str) -> str:
    """The text (see `address_contact.plain_text`) with what was pasted in one piece set apart."""
    text = _SPACED_DIGITS.sub(lambda found: found.group().replace(" ", ""), text)
    text = _NAME_IN_DASHES.sub(r" ; \1 ; ", text)
    text = _PHONE_IN_BRACKETS.sub(r" ; \1 ; ", text)
    text = _NAME_RECEIVES.sub(r" ; \1 ; ", _RECEIVES.sub(" ; ", text))
    if len(_DASHED.findall(text)) > 1:
        text = _DASH.sub(" ", text)
    text = _BARE_LABEL.sub(" ; ", _LEVEL_LABEL.sub(" ", text))
    text = _NAME_BEFORE_PHONE.sub(r" ; \1", text)
    return _NAME_BEFORE_PLACE.sub(r" ; \1 ; ", text)
