"""Every seeded bug still fits the code and names tests that exist; `make mutants` shows that they find it."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import Mutant, apply, mutants
from tests.shape.house import REPOSITORY

MUTANTS_MIN = 20


@pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="patches are applied by git, in a checkout")
@pytest.mark.parametrize("mutant", mutants([]), ids=lambda mutant: mutant.name)
def test_a_patch_fits_the_present_code(mutant: Mutant) -> None:
    assert apply(mutant, REPOSITORY, "--check"), f"{mutant.patch.name} no longer fits: plant its bug anew"
    assert [test for test in mutant.tests if not (REPOSITORY / test.split("::")[0]).exists()] == []


def test_there_are_as_many_seeded_bugs_as_promised() -> None:
    assert len(mutants([])) >= MUTANTS_MIN
    assert all(Path(mutant.patch).suffix == ".patch" and mutant.breaks for mutant in mutants([]))
