import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderway.ports.files import files_of


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "lorries_for_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


def write(folder: Path, name: str, code: str) -> None:
    (folder / f"{name}.py").write_text(f"class Lorry:\n    code = {code!r}\n\n\nLORRY = Lorry()\n", encoding="utf-8")


def test_a_new_file_is_found_by_itself_and_shared_rules_are_none(package: Path) -> None:
    write(package, "slow", "slow")
    write(package, "fast", "fast")
    (package / "_rules.py").write_text("raise AssertionError('read')", encoding="utf-8")
    assert list(files_of(package.name, [str(package)], "LORRY")) == ["fast", "slow"]


def test_two_files_of_one_code_are_refused(package: Path) -> None:
    write(package, "slow", "slow")
    write(package, "again", "slow")
    with pytest.raises(ValueError, match="two files of lorries_for_test use the code 'slow'"):
        files_of(package.name, [str(package)], "LORRY")
