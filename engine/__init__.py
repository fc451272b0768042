r"""A small neural-network engine in which every value has a name.

    >>> from engine import Program
    >>> neuron = Program.parse("z = w*x + b\na = relu(z)\nL = (a - t)**2\ng = grad(L, w)\nw_new = w - eta*g")
    >>> trace = neuron.run({"x": 2, "w": 0.5, "b": 0.5, "t": 1, "eta": 0.1})
    >>> trace["g"], trace["w_new"]
    (2.0, 0.3)

Text becomes a Program: a flat list of pure nodes. Derivatives and optimiser steps are more nodes of the same
list, so each inner value can be shown, overridden and explained.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.array_comparison import compare_array as compare_array
    from engine.autodiff import check_gradient as check_gradient
    from engine.comparison import Outcome as Outcome
    from engine.comparison import compare_number as compare_number
    from engine.equivalence.decision import equivalent as equivalent
    from engine.explain import explain as explain
    from engine.program import Program as Program
    from engine.program import Trace as Trace
    from engine.public import evaluate as evaluate
    from engine.public import gradient as gradient

_HOMES = {
    "Outcome": "comparison",
    "Program": "program",
    "Trace": "program",
    "check_gradient": "autodiff",
    "compare_array": "array_comparison",
    "compare_number": "comparison",
    "equivalent": "equivalence.decision",
    "evaluate": "public",
    "explain": "explain",
    "gradient": "public",
}
_MODULES = ("mistakes", "optimizers", "schedules", "initializers", "training")

__all__ = [*_HOMES, *_MODULES]  # noqa: PLE0604  names of submodules are public too


def __getattr__(name: str) -> Any:
    """Import on first use, so that reading a pack does not load NumPy's kernels."""
    if name in _HOMES:
        return getattr(import_module(f"engine.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"engine.{name}")
    raise AttributeError(f"module 'engine' has no attribute {name!r}")
