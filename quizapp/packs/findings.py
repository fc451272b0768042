"""What drawing a question showed, before it is known where in the file the field stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.packs.model import Severity
    from quizapp.packs.walking import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing; ``path`` is the field of the question that it concerns."""

    severity: Severity
    what: str
    mend: str
    path: Path = ()
