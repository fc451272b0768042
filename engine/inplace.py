"""Lines that write every result into a place that stands ready: buffers made once, and the caller's own arrays.

The function made of them is its caller's alone (it has memory) and returns nothing. Places are used again as soon as
nobody needs what they hold; what may be seen through a view is never written over.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from engine.lowering import ufunc

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

Shape = tuple[int, ...]

_NAME = re.compile(r"\b[a-z]\d+\b")
_PRODUCT = re.compile(r"(\w+(?:\.T)?) @ (\w+(?:\.T)?)")
_SUM = re.compile(r"np\.add\.reduce\((\w+), (\d+|\(\d+, \d+\))\)")


class Placing:
    """Gives the results of lines (one operation each) their places."""

    def __init__(
        self, lines: list[str], shapes: Mapping[str, Shape], into: Mapping[str, str], kept: Collection[str]
    ) -> None:
        """Place the results; ``shapes`` of the names that are known, ``into`` the caller's array for some of them.

        What the names in ``kept`` hold is never written over.
        """
        self.buffers: dict[str, NDArray[np.float64]] = {}
        self.lines: list[str] = []
        self._shapes = shapes
        self._into = into
        self._left = Counter(name for line in lines for name in set(_NAME.findall(line.partition(" = ")[2])))
        viewed = (line for line in lines if self._operation(line) is None)
        self._pinned = {*into, *kept, *(name for line in viewed for name in _NAME.findall(line))}
        self._free: dict[Shape, list[str]] = defaultdict(list)
        self._places: dict[str, str] = {}
        for line in lines:
            self._add(line)

    def _add(self, line: str) -> None:
        name, _, text = line.partition(" = ")
        operands = set(_NAME.findall(text))
        self._left.subtract(operands)
        operation = self._operation(line)
        elementwise = operation is not None and operation[1]
        if elementwise:
            self._release(operands)
        if operation is None or name not in self._shapes or not self._shapes[name]:
            self.lines.append(f"{name} = {self._renamed(text)}")
        else:
            place = self._place(name)
            self.lines.append(self._renamed(operation[0]).format(place))
            self._places[name] = place
        if not elementwise:
            self._release(operands)

    def _place(self, name: str) -> str:
        wanted = self._into.get(name)
        if wanted is not None and not self._left[wanted]:
            return wanted
        return self._free[self._shapes[name]].pop() if self._free[self._shapes[name]] else self._new(name)

    def held(self, name: str) -> str:
        """Return the place of a result in the end."""
        return self._places.get(name, name)

    def _new(self, name: str) -> str:
        place = f"b{len(self.buffers)}"
        self.buffers[place] = np.zeros(self._shapes[name])
        return place

    def _release(self, names: set[str]) -> None:
        """Give back the buffers of names that nobody needs any more."""
        for name in names:
            place = self._places.get(name)
            if place in self.buffers and not self._left[name] and name not in self._pinned:
                self._free[self._shapes[name]].append(place)

    def _renamed(self, text: str) -> str:
        return _NAME.sub(lambda found: self._places.get(found.group(), found.group()), text)

    def _operation(self, line: str) -> tuple[str, bool] | None:
        """Return a line's operation with a gap for its place, and whether it works entry by entry; None for others."""
        text = line.partition(" = ")[2]
        product = _PRODUCT.fullmatch(text)
        if product:
            return self._product(*product.groups()), False
        total = _SUM.fullmatch(text)
        if total:
            return f"np.add.reduce({total.group(1)}, {total.group(2)}, None, {{}})", False
        tree = ast.parse(text, mode="eval").body
        return (f"{text[:-1]}, out={{}})", True) if isinstance(tree, ast.Call) and ufunc(tree) else None

    def _product(self, left: str, right: str) -> str:
        """Return the product; of two matrices by ``dot``, which costs half of ``matmul`` where they are small."""
        flat = all(len(self._shapes.get(side.removesuffix(".T"), ())) == 2 for side in (left, right))
        return f"{left}.dot({right}, {{}})" if flat else f"np.matmul({left}, {right}, {{}})"
