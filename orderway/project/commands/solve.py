"""`orderway solve`: a solver on a JSON instance; prints the answer with its value, its bound and the time it took."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from orderway.project.errors import CommandError
from orderway.solvers.cartons import EFFORT_TRIES
from orderway.solvers.documents import batch, cartons, sourcing, walk
from orderway.solvers.documents.reading import DOCUMENT_BYTES_MAX, DocumentError
from orderway.solvers.walk_rules import RULES


class InstanceError(CommandError):
    """The file cannot be read, or is no instance of this solver."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `orderway solve`."""
    solvers = parser.add_subparsers(dest="solver", required=True, metavar="{walk,batch,cartons,sourcing}")
    walking = _solver(solvers, "walk", "the shortest way past all picks")
    walking.add_argument("--compare", action="store_true", help="the length by every rule, too")
    for one in (walking, _solver(solvers, "batch", "orders to trolleys by total walk")):
        one.add_argument("--rule", choices=sorted(RULES), default="optimal", help="how pickers walk")
    packing = _solver(solvers, "cartons", "shipments into the fewest cartons")
    packing.add_argument("--effort", choices=list(EFFORT_TRIES), default="normal", help="how long to try")
    _solver(solvers, "sourcing", "which warehouse ships what, over a batch of orders")


def _solver(solvers: Any, name: str, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = solvers.add_parser(name, help=says, description=says)
    parser.add_argument("file", metavar="FILE", help="a JSON instance (docs/solvers.md), or - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the answer; a wrong file raises InstanceError, which ends with one line and exit code 2."""
    try:
        answer = solved(args, _body(args.file))
    except DocumentError as error:
        raise InstanceError(f"{args.file}: {error}") from error
    if args.json:
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    else:
        for line in told(args.solver, answer):
            print(line)
    return 0


def solved(args: argparse.Namespace, body: bytes) -> dict[str, Any]:
    """The answer to the document, as `--json` prints it."""
    if args.solver == "walk":
        return walk.solve(body, args.rule, args.compare)
    if args.solver == "batch":
        return batch.solve(body, args.rule)
    if args.solver == "cartons":
        return cartons.solve(body, args.effort)
    return sourcing.solve(body)


def _body(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(DOCUMENT_BYTES_MAX + 1)
        with Path(name).open("rb") as file:
            return file.read(DOCUMENT_BYTES_MAX + 1)
    except OSError as error:
        raise InstanceError(f"{name}: {error.strerror or 'cannot be read'}") from error


def told(solver: str, answer: dict[str, Any]) -> list[str]:
    """The answer in lines for a person."""
    if solver == "sourcing":
        lines = [f"cost {answer['cost']}  bound {answer['bound']:.0f}  gap {answer['gap']:.3%}"]
        lines.append(f"one after another {answer['greedy_cost']}  decided together {answer['contested']} orders")
        lines.append(f"not served {len(answer['unserved'])}")
    elif solver == "cartons":
        lines = [_shipment_line(shipment) for shipment in answer["shipments"]]
    else:
        lines = [_case_line(case) for case in answer["cases"]]
    return [*lines, f"{answer['seconds']} s"]


def _case_line(case: dict[str, Any]) -> str:
    proven = "proven" if case["optimal"] else f"bound {case['bound']:g}"
    batches = f"  {len(case['batches'])} batches" if "batches" in case else ""
    rules = "".join(f"  {name} {length:g}" for name, length in case.get("rules", {}).items())
    return f"{case['id']}  {case['length']:g}  {proven}{batches}{rules}"


def _shipment_line(shipment: dict[str, Any]) -> str:
    names = ", ".join(packed["carton"] for packed in shipment["cartons"])
    left = sum(one["quantity"] for one in shipment["unpacked"])
    rest = f"  {left} not packed" if left else ""
    return f"{shipment['id']}  {len(shipment['cartons'])} cartons (at least {shipment['bound']}): {names}{rest}"
