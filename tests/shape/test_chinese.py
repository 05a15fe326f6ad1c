"""What a Chinese reader sees is set as Chinese is: its commas, colons and brackets are the wide ones."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "orderway"
NARROW = re.compile(
    r"[\u4e00-\u9fff）”][,:;?!]|[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]|(?<=[})s])[,:;?!](?=[\u4e00-\u9fff])"
)


def told(path: Path) -> list[str]:
    """The lines that people read: of a catalogue its translations."""
    lines, said = [], path.suffix != ".po"
    for line in path.read_text(encoding="utf-8").splitlines():
        if path.suffix == ".po" and not line.startswith('"'):
            said = line.startswith("msgstr")
        if said:
            lines.append(line)
    return lines


@pytest.mark.parametrize("name", ["locale/zh_Hans/LC_MESSAGES/django.po", "journey/confirm/letter_texts.py"])
def test_chinese_sentences_have_chinese_punctuation(name: str) -> None:
    assert [line for line in told(ROOT / name) if NARROW.search(line)] == []
