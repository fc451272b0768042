"""From an experiment's drawing, or from what an author says of it, to a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quizapp.rendering.charts import ChartSpec, Marker, Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.recipes import Drawing, Experiment
    from quizapp.questions.drawing import Drawn


def chart_of(experiment: Experiment) -> ChartSpec:
    """Return the recipe's own figure."""
    drawing = experiment.drawing
    return ChartSpec(
        title=drawing.title,
        x_label=drawing.x_label,
        y_label=drawing.y_label,
        series=tuple(Series(one.name, _plain(one.xs), _plain(one.ys), one.style) for one in drawing.curves),
        words=experiment.description,
        log_x=drawing.log_x,
        log_y=drawing.log_y,
        markers=_markers(drawing),
    )


def _markers(drawing: Drawing) -> tuple[Marker, ...]:
    levels = tuple(Marker(text, y=y) for text, y in drawing.levels)
    return (*levels, *(Marker(text, x, y) for text, x, y in drawing.places))


def authored(figure: Mapping[str, Any], drawn: Drawn, experiment: Experiment, words: str) -> ChartSpec:
    """Return a figure whose curves are expressions; x is one of the run's arrays, else 1, 2 and so on."""
    names = list(figure["series"])
    curves = drawn.evaluate([figure["series"][name] for name in names])
    across = experiment.values.get(figure["x"])
    series = []
    for name, ys in zip(names, curves, strict=True):
        flat = np.ravel(ys)
        xs = across if across is not None and np.size(across) == flat.size else np.arange(1.0, flat.size + 1)
        series.append(Series(name, _plain(xs), _plain(flat)))
    drawing = experiment.drawing
    return ChartSpec(
        title=drawing.title,
        x_label=figure["x"],
        y_label=figure.get("y", drawing.y_label),
        series=tuple(series),
        words=words,
        log_x=drawing.log_x,
        log_y=drawing.log_y,
    )


def _plain(values: Any) -> tuple[float, ...]:
    return tuple(map(float, values))
