"""How far two places are from each other, as the crow flies: provinces of China by their capitals, countries by theirs.

Coordinates are degrees, rounded to a tenth (general geography); the error of a province's size is accepted: this ranks
warehouses, it navigates nobody.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371
SAME_CITY_KM, SAME_PROVINCE_KM = 15, 150
UNKNOWN_KM = 1_000
"""Within a country of whose provinces nothing is known."""
FAR_KM = 9_000
"""To a country of which nothing is known."""

_PROVINCES: dict[str, tuple[float, float]] = {
    "北京市": (39.9, 116.4),
    "天津市": (39.1, 117.2),
    "河北省": (38.0, 114.5),
    "山西省": (37.9, 112.6),
    "内蒙古自治区": (40.8, 111.7),
    "辽宁省": (41.8, 123.4),
    "吉林省": (43.9, 125.3),
    "黑龙江省": (45.8, 126.6),
    "上海市": (31.2, 121.5),
    "江苏省": (32.1, 118.8),
    "浙江省": (30.3, 120.2),
    "安徽省": (31.8, 117.3),
    "福建省": (26.1, 119.3),
    "江西省": (28.7, 115.9),
    "山东省": (36.7, 117.0),
    "河南省": (34.8, 113.7),
    "湖北省": (30.6, 114.3),
    "湖南省": (28.2, 113.0),
    "广东省": (23.1, 113.3),
    "广西壮族自治区": (22.8, 108.3),
    "海南省": (20.0, 110.3),
    "重庆市": (29.6, 106.5),
    "四川省": (30.7, 104.1),
    "贵州省": (26.6, 106.7),
    "云南省": (25.0, 102.7),
    "西藏自治区": (29.7, 91.1),
    "陕西省": (34.3, 108.9),
    "甘肃省": (36.1, 103.8),
    "青海省": (36.6, 101.8),
    "宁夏回族自治区": (38.5, 106.3),
    "新疆维吾尔自治区": (43.8, 87.6),
    "台湾省": (25.0, 121.5),
    "香港特别行政区": (22.3, 114.2),
    "澳门特别行政区": (22.2, 113.5),
}
_COUNTRIES: dict[str, tuple[float, float]] = {
    "CN": (39.9, 116.4),
    "HK": (22.3, 114.2),
    "MO": (22.2, 113.5),
    "TW": (25.0, 121.5),
    "JP": (35.7, 139.7),
    "KR": (37.6, 127.0),
    "SG": (1.4, 103.8),
    "MY": (3.1, 101.7),
    "TH": (13.8, 100.5),
    "VN": (21.0, 105.8),
    "PH": (14.6, 121.0),
    "ID": (-6.2, 106.8),
    "IN": (28.6, 77.2),
    "AE": (24.5, 54.4),
    "SA": (24.7, 46.7),
    "IL": (31.8, 35.2),
    "TR": (39.9, 32.9),
    "RU": (55.8, 37.6),
    "KZ": (51.2, 71.4),
    "UA": (50.5, 30.5),
    "PL": (52.2, 21.0),
    "CZ": (50.1, 14.4),
    "AT": (48.2, 16.4),
    "CH": (46.9, 7.4),
    "DE": (52.5, 13.4),
    "DK": (55.7, 12.6),
    "SE": (59.3, 18.1),
    "NO": (59.9, 10.8),
    "FI": (60.2, 24.9),
    "NL": (52.4, 4.9),
    "BE": (50.8, 4.4),
    "LU": (49.6, 6.1),
    "FR": (48.9, 2.4),
    "ES": (40.4, -3.7),
    "PT": (38.7, -9.1),
    "IT": (41.9, 12.5),
    "GR": (38.0, 23.7),
    "HU": (47.5, 19.0),
    "RO": (44.4, 26.1),
    "GB": (51.5, -0.1),
    "IE": (53.3, -6.3),
    "US": (38.9, -77.0),
    "CA": (45.4, -75.7),
    "MX": (19.4, -99.1),
    "BR": (-15.8, -47.9),
    "AR": (-34.6, -58.4),
    "CL": (-33.4, -70.7),
    "ZA": (-25.7, 28.2),
    "EG": (30.0, 31.2),
    "NG": (9.1, 7.5),
    "AU": (-35.3, 149.1),
    "NZ": (-41.3, 174.8),
}

Place = tuple[str, str, str]
"""Country (ISO 3166), province, city; the latter two may be empty."""


@lru_cache(20_000)
def km_between(one: Place, two: Place) -> int:
    """Kilometres between two places by what is known of both: cities of one province, provinces, countries."""
    if one[0] == two[0] and one[1] and one[1] == two[1]:
        return SAME_CITY_KM if one[2] and one[2] == two[2] else SAME_PROVINCE_KM
    first, second = _at(one), _at(two)
    if first is None or second is None:
        return UNKNOWN_KM if one[0] == two[0] else FAR_KM
    if first == second:
        return UNKNOWN_KM
    return _great_circle(first, second)


def _at(place: Place) -> tuple[float, float] | None:
    country, province, _ = place
    if country == "CN" and province:
        return _PROVINCES.get(province)
    return _COUNTRIES.get(country)


def _great_circle(one: tuple[float, float], two: tuple[float, float]) -> int:
    """Haversine formula, for instance in R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984)."""
    lat, lon, lat2, lon2 = (radians(degrees) for degrees in (*one, *two))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)))
