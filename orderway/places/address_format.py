"""Prints an address the way its country writes it, after the templates of OpenCage's address-formatting.

The steps are those of its reference implementation: country, aliases, sanity, replacements, codes, template,
clean-up. Where no template exists the default one serves.
"""

import re
from collections.abc import Mapping
from functools import cache

from orderway.places.divisions import read_data

POSTCODE_LETTERS_MAX = 20
COMPONENT_LETTERS_MAX = 400

_SMALL_DISTRICTS = frozenset("BR CR ES NI PY RO TG TM XK".split())  # there a district is a part of a town
_NEEDED = ("road", "postcode")  # an address without both of these takes the fallback template
_DUTCH_CARIBBEAN = (("curaçao", "CW", "Curaçao"), ("sint maarten", "SX", "Sint Maarten"), ("aruba", "AW", "Aruba"))
_FIRST = re.compile(r"\{\{#\s*first\s*\}\}(.*?)\{\{/\s*first\s*\}\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\{?\s*(\w+)\s*\}?\}\}")
_OR = re.compile(r"\s*\|\|\s*")
_GROUP = re.compile(r"\$(\d)")
_CLEANINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[\},\s]+\Z", ""),
        (r"\A[,\s]+", ""),
        (r"\A- ", ""),
        (r",\s*,", ", "),
        (r"[^\S\n]+,[^\S\n]+", ", "),
        (r"[^\S\n][^\S\n]+", " "),
        (r"[^\S\n]\n", "\n"),
        (r"\n,", "\n"),
        (r",,+", ","),
        (r",\n", "\n"),
        (r"\n[^\S\n]+", "\n"),
        (r"\n\n+", "\n"),
    )
)


class _Template:
    """One country's templates and replacements, compiled once."""

    def __init__(self, data: Mapping[str, object], default: Mapping[str, object]) -> None:
        self.full = str(data.get("address_template") or default["address_template"])
        self.fallback = str(data.get("fallback_template") or default["fallback_template"])
        self.replace = [_component_rule(*rule) for rule in _rules(data, "replace")]
        self.postformat = [(re.compile(old), new) for old, new in _rules(data, "postformat_replace")]
        self.use_country = str(data.get("use_country") or "").upper()
        self.change_country = str(data.get("change_country") or "")
        self.add_component = str(data.get("add_component") or "")


def _rules(data: Mapping[str, object], key: str) -> list[tuple[str, str]]:
    rows = data.get(key) or []
    assert isinstance(rows, list)
    return [(str(old), str(new)) for old, new in rows]


def _component_rule(old: str, new: str) -> tuple[str, re.Pattern[str], str]:
    """A rule `village= CP$` is for one component, others are for all."""
    named = re.match(r"(\w+)=(.*)", old)
    return (named.group(1), re.compile(named.group(2)), new) if named else ("", re.compile(old), new)


@cache
def _data() -> dict[str, object]:
    return read_data("address_templates.json")


@cache
def _template(country: str) -> _Template | None:
    """The template of a country, or of `default`; None where there is none."""
    templates = _data()["templates"]
    assert isinstance(templates, dict)
    found = templates.get(country)
    return _Template(found, templates["default"]) if found is not None else None


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    rows = _data()["aliases"]
    assert isinstance(rows, list)
    return tuple((alias, name) for alias, name in rows)


@cache
def _known() -> frozenset[str]:
    return frozenset(alias for alias, _ in _aliases()) | {"attention"}


@cache
def _codes(kind: str, country: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = _data()[kind]
    assert isinstance(table, dict)
    return tuple((str(key), tuple(names)) for key, names in table.get(country, ()))


def format_address(components: Mapping[str, object], country: str | None = None) -> str:
    """The printed address, one line each, ending with a newline; empty when nothing could be printed.

    `components` have OpenStreetMap's names (road, house_number, city, postcode …); unknown ones become the first
    line. `country` is an ISO code and overrides `country_code`.
    """
    parts = {name: str(value)[:COMPONENT_LETTERS_MAX] for name, value in components.items() if value not in (None, "")}
    if country:
        parts["country_code"] = country
    code = _settle_country(parts)
    _apply_aliases(parts, code)
    _drop_nonsense(parts)
    template = _template(code) or _template("default")
    assert template is not None
    text = template.full if any(parts.get(name) for name in _NEEDED) else template.fallback
    if parts.get("country", "").isdigit() and "state" in parts:
        parts["country"] = parts.pop("state")
    _replace_in_parts(parts, template)
    _add_code(parts, "state", code)
    _add_code(parts, "county", code)
    unknown = [parts[name] for name in sorted(parts) if name not in _known()]
    if unknown:
        parts["attention"] = ", ".join(unknown)
    printed = _clean(_postformat(_render(text, parts), template))
    if not printed.strip():
        printed = _clean(", ".join(value for name, value in parts.items() if name != "country_code"))
    return printed


def _settle_country(parts: dict[str, str]) -> str:
    """The country whose habit applies; dependent territories change the country's printed name too."""
    code = parts.get("country_code", "").upper()
    if len(code) != 2:
        return ""
    code = "GB" if code == "UK" else code
    template = _template(code)
    if template is not None and template.use_country:
        code = template.use_country
        if template.change_country:
            parts["country"] = re.sub(r"\$(\w+)", lambda found: parts.get(found[1], ""), template.change_country)
        name, _, value = template.add_component.partition("=")
        if name in {"state", "county"}:
            parts[name] = value
    if code == "NL":
        for word, other, name in _DUTCH_CARIBBEAN:
            if word in parts.get("state", "").lower():
                code, parts["country"] = other, name
    parts["country_code"] = code
    return code


def _apply_aliases(parts: dict[str, str], country: str) -> None:
    for alias, name in _aliases():
        target = "state_district" if alias == "district" and country not in _SMALL_DISTRICTS else name
        if alias in parts and target not in parts:
            parts[target] = parts[alias]


def _drop_nonsense(parts: dict[str, str]) -> None:
    """Takes out links, and postcodes that are lists or ranges."""
    postcode = parts.get("postcode")
    if postcode is not None:
        two = re.match(r"(\d{5}),\d{5}", postcode)
        if len(postcode) > POSTCODE_LETTERS_MAX or re.search(r"\d+;\d+", postcode):
            del parts["postcode"]
        elif two:
            parts["postcode"] = two.group(1)
    for name in [name for name, value in parts.items() if re.match(r"https?://", value, re.IGNORECASE)]:
        del parts[name]


def _replace_in_parts(parts: dict[str, str], template: _Template) -> None:
    for only, pattern, new in template.replace:
        for name, value in parts.items():
            if name not in {"country_code", "house_number"} and only in {"", name}:
                parts[name] = pattern.sub(_python_groups(new), value, count=1)


def _python_groups(replacement: str) -> str:
    return _GROUP.sub(r"\\g<\1>", replacement)


def _add_code(parts: dict[str, str], kind: str, country: str) -> None:
    """Adds `state_code` or `county_code`; a code given as the name is turned into the name."""
    name, key = parts.get(kind), kind + "_code"
    if not name or not country or (key in parts and parts[key] != name):
        return
    upper = name.upper()
    for code, names in _codes(kind + "_codes", country):
        if any(upper == known.upper() for known in names):
            parts[key] = code
            return
        if upper == code:
            parts[kind], parts[key] = names[0], code
            return
    if kind == "state" and country == "US" and re.match(r"washington,? d\.?c\.?", name, re.IGNORECASE):
        parts.update(state_code="DC", state="District of Columbia", city="Washington")


def _render(text: str, parts: dict[str, str]) -> str:
    def first(found: re.Match[str]) -> str:
        choices = _OR.split(_fill(found[1], parts).strip())
        return next((choice for choice in choices if choice.strip()), "")

    return _clean(_fill(_FIRST.sub(first, text), parts))


def _fill(text: str, parts: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: parts.get(found[1], ""), text)


def _postformat(text: str, template: _Template) -> str:
    for pattern, new in template.postformat:
        text = pattern.sub(_python_groups(new), text, count=1)
    return text


def _clean(text: str) -> str:
    """The text without what missing parts leave behind, and without a line or part said twice."""
    for pattern, new in _CLEANINGS:
        text = pattern.sub(new, text)
    lines = dict.fromkeys(line.strip() for line in text.split("\n"))
    text = "\n".join(_without_repeats(line) for line in lines).strip()
    return text + "\n" if text else ""


def _without_repeats(line: str) -> str:
    """New York, New York stays as it is."""
    kept: list[str] = []
    for part in (part.strip() for part in line.split(",")):
        if part not in kept or part.lower() == "new york":
            kept.append(part)
    return ", ".join(kept)
