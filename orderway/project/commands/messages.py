"""`orderway messages`: keep the Chinese of all pages complete.

How to translate what you wrote:
1. Mark it: `{% translate "Release hold" %}`, `{% blocktranslate %}…{% endblocktranslate %}`, `_("…")` as a tag's
   argument; in Python `gettext`, `gettext_lazy`, and `pgettext_lazy("hold", "Released")` with a context where one
   English word has two Chinese ones.
2. `orderway messages --todo > todo.json` gathers what has no Chinese yet: {"Release hold": "", "hold|Released": ""}.
   Fill in the values (words: the vocabulary), then `orderway messages --fill todo.json`. That merges and compiles.
3. Commit `orderway/locale/zh_Hans/LC_MESSAGES/django.po` and `django.mo` with your page.

Without an option it gathers, merges and compiles. `--check` writes nothing and fails on what is missing, stale or
broken (a placeholder lost in translation). GNU gettext is not needed: Django finds the texts in templates, Babel does
the rest.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from orderway.project.discovery import PACKAGE
from orderway.project.errors import CommandError

CATALOG = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CONTEXT_MARK = "|"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
UNREAD_HEADERS = tuple(
    f'"{name}'.encode()
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Language-Team",
        "Report-Msgid",
    )
)


def configure(parser: argparse.ArgumentParser) -> None:
    """What may be said after `orderway messages`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something has no Chinese")
    parser.add_argument("--todo", action="store_true", help="print what has no Chinese yet, as JSON")
    parser.add_argument("--fill", type=Path, metavar="FILE", help="take translations from a file like --todo's")


def run(args: argparse.Namespace) -> int:
    """Gather, merge, compile, and say how many texts there are and how many lack their Chinese."""
    gathered = gather(PACKAGE)
    catalog = merged(gathered)
    if args.fill:
        fill(catalog, args.fill)
    missing = untranslated(catalog)
    if args.todo:
        print(json.dumps({key_of(message): "" for message in missing}, ensure_ascii=False, indent=1))
        return 0
    broken = [f"{key_of(message)}: {fault}" for message in catalog for fault in faults(message, catalog)]
    if args.check:
        stale = ["django.mo is stale: run orderway messages"] if is_stale(catalog) else []
        for line in (*(f"no Chinese: {key_of(message)}" for message in missing), *broken, *stale):
            print(line, file=sys.stderr)
        return 1 if missing or broken or stale else 0
    save(catalog)
    for line in broken:
        print(line, file=sys.stderr)
    print(f"{len(catalog)} texts, {len(missing)} without Chinese, {len(broken)} broken")
    return 1 if broken else 0


def gather(folder: Path) -> Catalog:
    """Every text that the Python files and templates of a folder mark for translation, with the files it stands in."""
    found = Catalog(project="Orderway", charset="utf-8")
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.html"))):
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = python_of(source, str(path))
        place = path.relative_to(folder.parent).as_posix()
        calls = extract_python(BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
        for line, function, texts, _comments in calls:
            context, message = _arranged(str(function), texts)
            if message:
                found.add(message, locations=[(place, line)], context=context)
    return found


def python_of(template: str, name: str) -> str:
    """The texts of a template as Python calls; indentation, which means nothing there, is taken away."""
    return "\n".join(line.lstrip() for line in templatize(template, origin=name).splitlines())


def _arranged(function: str, texts: object) -> tuple[str | None, str | tuple[str, str] | None]:
    """Context and message (singular, plural) of a call's arguments; no message where an argument is no literal."""
    given = list(texts) if isinstance(texts, (tuple, list)) else [texts]
    contexts = 1 if function.removeprefix("n").startswith("pgettext") else 0
    wanted = contexts + (2 if function.startswith("n") else 1)
    literals = [text for text in given[:wanted] if isinstance(text, str) and text]
    if len(literals) < wanted:
        return None, None
    context = literals[0] if contexts else None
    words = literals[contexts:]
    return context, (words[0], words[1]) if len(words) > 1 else words[0]


def merged(gathered: Catalog) -> Catalog:
    """The stored catalogue brought up to date: nothing is guessed; a text that comes back finds its Chinese."""
    catalog = Catalog(locale="zh_Hans", project="Orderway", charset="utf-8", fuzzy=False)
    if CATALOG.exists():
        with CATALOG.open("rb") as file:
            catalog = read_po(file, locale="zh_Hans")
    gone = {key_of(message): message.string for message in catalog.obsolete.values()}
    catalog.update(gathered, no_fuzzy_matching=True)
    for message in untranslated(catalog):
        message.string = gone.get(key_of(message), "")
    here = {key_of(message) for message in catalog if message.id}
    for key in [key for key, message in catalog.obsolete.items() if key_of(message) in here]:
        del catalog.obsolete[key]
    catalog.header_comment = "# The Chinese of Orderway's pages. See orderway/project/commands/messages.py."
    return catalog


def untranslated(catalog: Catalog) -> list[Message]:
    """The texts without Chinese, in the order of the catalogue."""
    return [message for message in catalog if message.id and not _has_all(message)]


def _has_all(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def faults(message: Message, catalog: Catalog) -> list[str]:
    """What is wrong with a translation: a placeholder lost or made up, a plural form too many."""
    if not message.id or not _has_all(message):
        return []
    asked = set(PLACEHOLDER.findall(str(message.id)))
    lost = sorted(asked - set(PLACEHOLDER.findall(str(message.string))))
    return [*(f"the translation lost {name}" for name in lost), *(str(error) for error in message.check(catalog))]


def key_of(message: Message) -> str:
    """How a text is named in JSON: its English (the singular), after its context and a bar where it has one."""
    text = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return f"{message.context}{CONTEXT_MARK}{text}" if message.context else str(text)


def fill(catalog: Catalog, path: Path) -> None:
    """Take translations from a JSON file; a text that no page has is refused, so that no slip stays unseen."""
    try:
        given: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot read {path}: {error}") from error
    known = {key_of(message): message for message in catalog if message.id}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise CommandError(f"no page has: {'; '.join(unknown)}")
    for key, text in given.items():
        message = known[key]
        message.string = (text,) if isinstance(message.id, (tuple, list)) else text


def is_stale(catalog: Catalog) -> bool:
    """Whether the compiled catalogue says something else than this one, or is not there."""
    path = CATALOG.with_suffix(".mo")
    if not path.exists():
        return True
    with path.open("rb") as file:
        stored = read_mo(file)
    return _texts(stored) != _texts(read_mo(BytesIO(compiled(catalog))))


def _texts(catalog: Catalog) -> dict[str, list[str]]:
    return {
        key_of(m): [m.string] if isinstance(m.string, str) else list(m.string or ())
        for m in catalog
        if m.id and _has_all(m)
    }


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the bytes of a .mo file."""
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def save(catalog: Catalog) -> None:
    """Write .po and .mo, each at once, so that a reader never sees half a file."""
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, catalog, width=120, sort_output=True, include_lineno=False, omit_header=False)
    for path, content in ((CATALOG, stable(text.getvalue())), (CATALOG.with_suffix(".mo"), compiled(catalog))):
        draft = path.with_name(f".{path.name}.draft")
        draft.write_bytes(content)
        draft.replace(path)


def stable(text: bytes) -> bytes:
    """A .po without its dates and tool versions, which only make differences that nobody reads."""
    return b"\n".join(line for line in text.split(b"\n") if not line.startswith(UNREAD_HEADERS))
