"""Macros: calls with several named results, expanded when parsed. ``step.m_hat`` is then a plain node name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.arguments import bound_arguments, option_value
from engine.program import Origin

if TYPE_CHECKING:
    from engine.building import Builder
    from engine.language import tree as t
    from engine.meaning import Scope
    from engine.ops.row import Operand, Option

Lines = Callable[[Mapping[str, Any]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Macro:
    """A call that becomes lines. A line may set a name again (``m = ema(m, g, beta1)``): the last value is the part.

    ``lines`` gets the options and ``given``, the operands that were named in the call; ``defaults`` gives
    operands' defaults that depend on the options (an ε that differs between conventions).
    """

    name: str
    operands: tuple[Operand, ...]
    says: str
    lines: Lines
    options: tuple[Option, ...] = ()
    parts: tuple[str, ...] = ()
    defaults: Callable[[Mapping[str, Any]], Mapping[str, str]] = field(default=lambda _options: {})

    def __call__(self, builder: Builder, call: t.Call, scope: Scope) -> dict[str, int]:
        """Expand a call into nodes and return the place of each part."""
        given = bound_arguments(self, call)
        options = {
            o.name: option_value(o, given[o.name], scope.options) if o.name in given else o.default
            for o in self.options
        }
        places = {o.name: builder.tree(given[o.name], scope) for o in self.operands if o.name in given}
        return self.expand(builder, places, options)

    def expand(
        self, builder: Builder, places: Mapping[str, int], options: Mapping[str, Any]
    ) -> dict[str, int]:
        """Expand over nodes that are there already."""
        own = self.defaults(options)
        local = dict(places)
        origin = Origin(f"macro:{self.name}")
        for operand in self.operands:
            default = own.get(operand.name, operand.default)
            if operand.name not in local and default is not None:
                local[operand.name] = builder.rule(default, {}, {}, origin)
        lines = self.lines({**options, "given": frozenset(places)})
        for line in lines:
            name, _, value = line.partition(" = ")
            local[name] = builder.rule(value, local, options, origin)
        return {part: local[part] for part in dict.fromkeys(line.partition(" = ")[0] for line in lines)}
