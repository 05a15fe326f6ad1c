"""What the packages bring along, found by folder name, so that a new page or stage is new files only."""

from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def folders(name: str) -> list[Path]:
    """All folders of that name (`templates`, `static`, `locale`) in our packages, at most two packages deep."""
    return sorted(path for depth in ("*", "*/*") for path in PACKAGE.glob(f"{depth}/{name}") if path.is_dir())


def modules(name: str) -> list[str]:
    """The dotted names of all modules of that name (`urls`, `tasks`), at most two packages deep, in path order."""
    files = sorted(path for depth in ("*", "*/*") for path in PACKAGE.glob(f"{depth}/{name}.py"))
    return [_dotted(path) for path in files]


def tag_libraries() -> dict[str, str]:
    """Template tag libraries: every module in a folder `templatetags`, by its file name."""
    files = [path for folder in folders("templatetags") for path in folder.glob("*.py")]
    return {path.stem: _dotted(path) for path in sorted(files) if path.stem != "__init__"}


def has(module: str) -> bool:
    """Whether a module exists; imports its parent packages only."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _dotted(path: Path) -> str:
    return ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts))
