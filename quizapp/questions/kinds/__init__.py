"""The kinds of question that this version can ask: one module each, loaded when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from quizapp import plugins
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import BUNDLED_KINDS

if TYPE_CHECKING:
    from quizapp.questions.kind import Kind

_MODULES = {
    "recall": "quizapp.questions.kinds.recall",
    "cloze": "quizapp.questions.kinds.cloze",
    "choice": "quizapp.questions.kinds.choice",
    "numeric": "quizapp.questions.kinds.numeric",
    "trace": "quizapp.questions.kinds.trace",
    "derive": "quizapp.questions.kinds.derive",
    "match": "quizapp.questions.kinds.match",
    "open": "quizapp.questions.kinds.open",
    "order": "quizapp.questions.kinds.order",
    "bug": "quizapp.questions.kinds.bug",
    "diagnose": "quizapp.questions.kinds.diagnose",
    "kata": "quizapp.questions.kinds.kata",
}
_MODULES = {**plugins.kinds(), **_MODULES}  # a bundled kind stays what it is


def available() -> tuple[str, ...]:
    """Return the names of the kinds that can be asked."""
    return tuple(_MODULES)


def kind_of(name: str) -> Kind:
    """Return a kind by its name; raises QuestionError where this version has none of that name."""
    if name not in _MODULES:
        raise QuestionError(f"Questions of kind {name} are not yet available in this version.")
    try:
        kind: Kind = import_module(_MODULES[name]).KIND
    except Exception as error:
        if name in BUNDLED_KINDS:
            raise
        raise QuestionError(f"The kind {name} cannot be loaded: {type(error).__name__}: {error}") from error
    return kind
