"""The shared samples of addresses and phones, read in place; skipped where they are not at hand."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from orderway.places.address_cn import parse
from orderway.places.countries import check_postcode, format_address
from orderway.places.country_rules import FIELDS, rules_of
from orderway.places.phones import normalise

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "addresses"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")

COMPANY_HIT_RATE_MIN = 0.97


def cases(name: str) -> list[dict[str, Any]]:
    found = json.loads((SAMPLES / name).read_text(encoding="utf-8"))["cases"]
    assert isinstance(found, list)
    return found


def test_company_addresses_hit_their_target_rate() -> None:
    rows = cases("cn_company_addresses.json")
    levels = ("province", "city", "district", "adcode")
    hits = [all(getattr(parse(row["input"]), key) == row["expect"][key] for key in levels) for row in rows]
    assert len(rows) == 400
    assert sum(hits) / len(rows) >= COMPANY_HIT_RATE_MIN


@pytest.mark.parametrize("name", ["cn_cpca.json", "cn_jionlp.json", "cn_address_parse.json"])
def test_parsers_own_tests_are_met(name: str) -> None:
    fields = {"province", "city", "district", "adcode", "name", "detail"}
    for row in cases(name):
        read = parse(row["input"], follow_merges=bool(row.get("old_names_to_new")))
        for key in fields & set(row["expect"]):
            expected = row["expect"][key]
            if key == "city" and expected == row["expect"]["province"]:
                expected = None  # one source names a municipality as its own city
            assert getattr(read, "street" if key == "detail" else key) == expected, row["input"]


def test_phones_have_their_verdict_and_number() -> None:
    with (SAMPLES / "phones.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            phone = normalise(row["raw"], row["region"])
            assert (phone.valid, phone.e164 or "") == (row["valid"] == "true", row["e164"]), row
            either = phone.kind == "fixed_line_or_mobile" and row["type"] in {"mobile", "fixed_line"}
            assert phone.kind == row["type"] or either, row


def test_postcodes_have_their_verdict() -> None:
    with (SAMPLES / "intl_postcodes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert check_postcode(row["country"], row["postcode"]) == (row["valid"] == "true"), row


def test_required_and_upper_fields_are_the_countrys() -> None:
    countries = json.loads((SAMPLES / "intl_required_fields.json").read_text(encoding="utf-8"))["countries"]
    for code, expected in countries.items():
        rules = rules_of(code)
        assert rules.required == {FIELDS[letter] for letter in expected["required"]}, code
        assert rules.upper == {FIELDS[letter] for letter in expected["upper"]}, code
        assert rules.layout == expected["format"], code
        assert bool(rules.regions) == expected["has_subdivisions"], code


def test_printed_addresses_are_those_expected() -> None:
    for path in sorted((SAMPLES / "intl_opencage").glob("*.yaml")):
        for case in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if case:
                assert format_address(case["components"]) == case["expected"].strip() + "\n", path.name
