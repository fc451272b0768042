r"""Known misconceptions as changes of the right program, and what they lead to.

    >>> from engine import Program, mistakes
    >>> neuron = Program.parse("z = w*x + b\na = relu(z)")
    >>> [one.id for one in mistakes.applicable(neuron)]
    ['bias-forgotten', 'activation-skipped']
    >>> values = {"w": 2, "x": 3, "b": -7}
    >>> [(one.id, one.name, one.value) for one in mistakes.visible(neuron, values, "a")]
    [('bias-forgotten', 'a', 6.0), ('activation-skipped', 'a', -1.0)]
    >>> [one.says for one in mistakes.diagnose(neuron, values, "a", 6)]
    ['You left out the bias b.']

``applicable`` lists what can go wrong in a program, ``visible`` what does show on given values and where it leads,
``diagnose`` what an answer fits: two mistakes that fit are both named, none gives no guess. A mistake matches nodes
by their op, origin and name, never by algebra; ``CATALOGUE`` holds them all.
"""

from __future__ import annotations

from engine.mistakes.catalogue import CATALOGUE
from engine.mistakes.diagnosis import Variant, Wrong, applicable, diagnose, variants, visible
from engine.mistakes.mistake import Mistake, Site

__all__ = [
    "CATALOGUE",
    "Mistake",
    "Site",
    "Variant",
    "Wrong",
    "applicable",
    "diagnose",
    "variants",
    "visible",
]
