"""The catalogue of misconceptions, and the sentence that explains each where it was made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.mistakes.forward import FORWARD
from engine.mistakes.layers import LAYERS
from engine.mistakes.reverse import REVERSE
from engine.mistakes.updates import UPDATES

if TYPE_CHECKING:
    from engine.mistakes.mistake import Mistake, Site
    from engine.mistakes.survey import Survey

CATALOGUE: tuple[Mistake, ...] = FORWARD + LAYERS + REVERSE + UPDATES
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def described(mistake: Mistake, survey: Survey, site: Site) -> str:
    """Return a mistake's sentence for the place where it was made; ``{here}`` is the op, other names are values."""

    def filled(found: re.Match[str]) -> str:
        name = found[1]
        if name == "here":
            return survey.op(site.bound.get("here", site.place))
        return survey.text(site.bound[name])

    return _PLACEHOLDER.sub(filled, mistake.says)
