import os
import sys
from pathlib import Path

from orderway.project.postgres import server
from orderway.project.postgres.place import Place


def test_what_makes_the_cluster_does_not_hear_the_ctrl_c_of_the_terminal(tmp_path: Path) -> None:
    told = server.run_as_account(
        [sys.executable, "-c", "import os; print(os.getsid(0))"], Place(tmp_path, tmp_path, None), 30
    )
    assert told.returncode == 0
    assert int(told.stdout) != os.getsid(0)
