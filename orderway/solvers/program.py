"""Linear and mixed-integer programs made of columns, solved by HiGHS; the only module that knows the library.

One thread, a fixed seed and a budget of nodes, never of seconds: the same program gives the same answer on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import highspy
import numpy as np

NODES_MAX = 2_000
"""Nodes of a branch and bound that nobody asked otherwise for."""
GAP_MIN = 1e-9
"""Relative gap below which an answer counts as proven."""


class Column(NamedTuple):
    """One variable: its cost, and (row, coefficient) pairs."""

    cost: float
    entries: tuple[tuple[int, float], ...]
    upper: float = 1


class Row(NamedTuple):
    """Bounds of one row; infinite where there is none."""

    lower: float
    upper: float


class Effort(NamedTuple):
    """How hard a mixed-integer program is tried: nodes, the gap at which it may end, and what the library does besides.

    `presolve` pays for large programs that are far from whole numbers; where the columns are well chosen it only costs
    time. `guess` names what is tried for better answers: "all", "near" (only near the fractional answer) or "nothing".
    """

    nodes_max: int = NODES_MAX
    gap: float = GAP_MIN
    gap_absolute: float = 1e-6
    presolve: bool = True
    guess: str = "all"


class Answer(NamedTuple):
    """Values of the columns, their cost, a lower bound of every answer, and the rows' prices (linear programs only)."""

    values: tuple[float, ...]
    cost: float
    bound: float
    prices: tuple[float, ...] = ()


def _model(columns: Sequence[Column], rows: Sequence[Row], integer: bool) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(rows)
    model.col_cost_ = np.array([column.cost for column in columns], dtype=np.double)
    model.col_lower_ = np.zeros(len(columns))
    model.col_upper_ = np.array([column.upper for column in columns], dtype=np.double)
    model.row_lower_ = np.array([row.lower for row in rows], dtype=np.double)
    model.row_upper_ = np.array([row.upper for row in rows], dtype=np.double)
    starts = np.zeros(len(columns) + 1, dtype=np.int32)
    np.cumsum([len(column.entries) for column in columns], out=starts[1:])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = starts
    model.a_matrix_.index_ = np.array([row for column in columns for row, _ in column.entries], dtype=np.int32)
    model.a_matrix_.value_ = np.array([value for column in columns for _, value in column.entries], dtype=np.double)
    if integer:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    solver.passModel(model)
    return solver


def solve_linear(columns: Sequence[Column], rows: Sequence[Row]) -> Answer | None:
    """The cheapest fractional values; None when there are none."""
    solver = _model(columns, rows, integer=False)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found, cost = solver.getSolution(), solver.getInfo().objective_function_value
    return Answer(tuple(found.col_value), cost, cost, tuple(found.row_dual))


class Master:
    """A linear program that grows by columns and is solved again from where it stood."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._solver = _model((), rows, integer=False)

    def add(self, column: Column) -> None:
        """One more column, without an upper bound."""
        rows = np.array([row for row, _ in column.entries], dtype=np.int32)
        values = np.array([value for _, value in column.entries], dtype=np.double)
        self._solver.addCol(column.cost, 0.0, highspy.kHighsInf, len(rows), rows, values)

    def add_row(self, row: Row, columns: Sequence[int]) -> None:
        """One more row, in which each of these columns counts once."""
        count = len(columns)
        self._solver.addRow(row.lower, row.upper, count, np.array(columns, dtype=np.int32), np.ones(count))

    def bound(self, row: int, to: Row) -> None:
        """Other bounds for one row."""
        self._solver.changeRowBounds(row, to.lower, to.upper)

    def values(self) -> list[float]:
        """The values of the columns when `prices` was asked last."""
        return list(self._solver.getSolution().col_value)

    def prices(self) -> list[float]:
        """The price of each row at the cheapest fractional values; at most 0 where the row has no lower bound."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ProgramError(str(self._solver.getModelStatus()))
        return list(self._solver.getSolution().row_dual)


class ProgramError(RuntimeError):
    """A linear program that must have an optimum has none; the columns handed over cannot be right."""


USUAL = Effort()
_GUESSES = {
    "all": (),
    "near": ("rins", "root_reduced_cost", "feasibility_jump"),
    "nothing": ("rins", "rens", "root_reduced_cost"),
}
"""What is switched off."""


def solve_integer(
    columns: Sequence[Column], rows: Sequence[Row], first: Sequence[float] | None = None, effort: Effort = USUAL
) -> Answer | None:
    """The cheapest whole values found with this effort, starting from `first`; None when none were found."""
    solver = _model(columns, rows, integer=True)
    for option, value in (
        ("mip_max_nodes", effort.nodes_max),
        ("mip_rel_gap", effort.gap),
        ("mip_abs_gap", effort.gap_absolute),
        ("mip_allow_restart", False),
        ("presolve", "choose" if effort.presolve else "off"),
    ):
        solver.setOptionValue(option, value)
    for name in _GUESSES[effort.guess]:
        solver.setOptionValue(f"mip_heuristic_run_{name}", False)
    if effort.guess == "nothing":
        solver.setOptionValue("mip_heuristic_effort", 0.0)
    if first is not None:
        start = highspy.HighsSolution()
        start.col_value = list(first)
        solver.setSolution(start)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = tuple(float(round(value)) for value in solver.getSolution().col_value)
    cost = sum(column.cost * value for column, value in zip(columns, values, strict=True))
    whole = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal and effort.gap <= GAP_MIN
    proven = whole and effort.gap_absolute < 1
    return Answer(values, cost, cost if proven else min(cost, info.mip_dual_bound))
