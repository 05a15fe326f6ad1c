"""What can be wrong with an address, each with its words in both languages."""

from typing import Literal, NamedTuple

Severity = Literal["blocks", "warns"]
Language = Literal["en", "zh"]


class DefectKind(NamedTuple):
    """A kind of defect: whether a parcel can still arrive, and what a person is told."""

    severity: Severity
    en: str
    zh: str


DEFECTS: dict[str, DefectKind] = {
    "province_missing": DefectKind("blocks", "The province is missing.", "缺少省份。"),
    "province_unknown": DefectKind("blocks", "There is no province of this name.", "没有这个省份。"),
    "city_missing": DefectKind("blocks", "The city is missing.", "缺少城市。"),
    "city_unknown": DefectKind("blocks", "There is no city of this name.", "没有这个城市。"),
    "city_not_in_province": DefectKind("blocks", "The city does not lie in this province.", "城市不属于所填省份。"),
    "district_missing": DefectKind("blocks", "The district is missing.", "缺少区县。"),
    "district_unknown": DefectKind("blocks", "There is no district of this name.", "没有这个区县。"),
    "district_not_in_city": DefectKind("blocks", "The district does not lie in this city.", "区县不属于所填城市。"),
    "district_merged": DefectKind("warns", "The district was merged into another one.", "该区县已并入其他区县。"),
    "district_unofficial": DefectKind("warns", "A zone, not an official district.", "所填为功能区，不是行政区县。"),
    "street_missing": DefectKind("blocks", "The street is missing.", "缺少详细地址。"),
    "street_too_short": DefectKind("blocks", "The street is too short to deliver to.", "详细地址过短，无法派送。"),
    "house_number_missing": DefectKind(
        "warns", "No house number, building or village.", "详细地址缺少门牌号、楼栋或村组。"
    ),
    "contradiction": DefectKind("blocks", "The street names another place.", "详细地址与所选省市区不一致。"),
    "country_missing": DefectKind("blocks", "The country is missing.", "缺少国家或地区。"),
    "country_unknown": DefectKind("blocks", "There is no country of this name.", "无法识别该国家或地区。"),
    "name_missing": DefectKind("blocks", "The recipient's name is missing.", "缺少收件人姓名。"),
    "postcode_missing": DefectKind("blocks", "The postcode is missing.", "缺少邮政编码。"),
    "postcode_invalid": DefectKind("blocks", "The postcode is not one of this country's.", "邮政编码不符合该国格式。"),
    "postcode_not_in_region": DefectKind("warns", "The postcode is not this region's.", "邮政编码与所填地区不符。"),
    "region_missing": DefectKind("blocks", "The state or province is missing.", "缺少州或省。"),
    "region_unknown": DefectKind("blocks", "The country has no such state or province.", "该国没有这个州或省。"),
    "sorting_code_missing": DefectKind("blocks", "The sorting code is missing.", "缺少分拣码。"),
}


class Defect(NamedTuple):
    """One thing wrong with one field; `suggestion` is the value that would put it right, where that is known."""

    code: str
    field: str
    value: str
    suggestion: str | None = None

    @property
    def severity(self) -> Severity:
        """Whether the address cannot be used as it stands (blocks), or only should be looked at (warns)."""
        return DEFECTS[self.code].severity

    def text(self, language: Language) -> str:
        """The sentence for a person, without the value."""
        kind = DEFECTS[self.code]
        return kind.zh if language == "zh" else kind.en
