"""Training: the compiled gradient on one flat buffer of parameters, and runs that record what happened.

The step is the engine's own: gradients from the network's program, the update from the optimiser's macro, run
over the flat buffer in pieces that stay in the cache. The numbers are those of a traced run.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiler import Function, bound
from engine.errors import EngineError
from engine.ops.kernels import one_hot
from engine.optimizers import MACROS, STATE, own_names
from engine.program import Program
from engine.randomness import Randomness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from engine.datasets import Dataset
    from engine.networks import Network

    Array = NDArray[np.float64]

_PIECE = 8192  # elements an update works on at a time: its temporaries stay in the cache


class Trainer:
    """Parameters in one flat buffer, and the step that changes them in place.

    ``views`` are the parameters by name, windows into the buffer. Raises FloatingPointError where a step overflows.
    """

    def __init__(
        self,
        program: Program,
        parameters: Mapping[str, Array],
        *,
        loss: str = "L",
        optimizer: str = "adam",
        **hyper: Any,
    ) -> None:
        self.names = tuple(parameters)
        self.flat = np.concatenate([np.ravel(value) for value in parameters.values()])
        self.views = _windows(self.flat, {name: np.shape(value) for name, value in parameters.items()})
        self.steps = 0
        self.gradient = np.zeros_like(self.flat)
        self._gradient_views = _windows(
            self.gradient, {name: np.shape(value) for name, value in parameters.items()}
        )
        self._program = program
        self._outputs = (program.place(loss), *(program.place(f"d{name}") for name in self.names))
        self._inputs: list[Any] = [self.views.get(name) for name in program.inputs]
        self._waiting = [(n, name) for n, name in enumerate(program.inputs) if name not in self.views]
        self._update = _Update(optimizer, self.flat, self.gradient, hyper)
        self._functions: dict[Any, Function] = {}

    def step(self, data: Mapping[str, Any], *, rate: float) -> float:
        """Take one step on a batch (the program's other inputs by name, float64) and return its loss."""
        inputs = self._inputs
        for place, name in self._waiting:
            inputs[place] = data[name]
        key = tuple([inputs[place].shape for place, _ in self._waiting])
        function = self._functions.get(key) or self._compile(key)
        self.steps += 1
        with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
            (loss,) = function(*inputs)
            self._update(self.steps, rate)
        return float(loss)

    def _compile(self, key: Any) -> Function:
        into = dict(enumerate(self._gradient_views.values(), start=1))
        self._functions[key] = bound(self._program, tuple(self._inputs), self._outputs, into)
        return self._functions[key]

    def gradient_norms(self) -> dict[str, float]:
        """Return the Euclidean norm of each parameter's last gradient."""
        return {name: _scaled(np.linalg.norm, view) for name, view in self._gradient_views.items()}


def _scaled(measure: Callable[[Array], Any], values: Array) -> float:
    """Return a norm or a spread, which grows as the values do, of values whose squares may be too large to store."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    return largest * float(measure(values / largest))


def _windows(flat: Array, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    found, start = {}, 0
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        found[name] = flat[start : start + size].reshape(shape)
        start += size
    return found


class _Update:
    """An optimiser's macro, run in place over the flat buffer; what it remembers is flat too."""

    def __init__(self, name: str, flat: Array, gradient: Array, hyper: Mapping[str, Any]) -> None:
        if name not in MACROS:
            raise EngineError(f"there is no optimiser {name}; there are {', '.join(MACROS)}")
        own = own_names(hyper)
        first = MACROS[name].defaults({"convention": "pytorch", **hyper})  # Keras's AdaGrad starts above 0
        first = {**first, **{part: own.pop(part) for part in STATE if part in own}}
        program, parts = _update_program(name, tuple(sorted(own.items())))
        memory = {part: np.full_like(flat, float(first.get(part, 0.0))) for part in parts[1:]}
        arrays = {"w": flat, "g": gradient, **memory}
        self._pieces = [
            _piece(program, {name: array[start : start + _PIECE] for name, array in arrays.items()}, parts)
            for start in range(0, len(flat), _PIECE)
        ]

    def __call__(self, steps: int, rate: float) -> None:
        for inputs, function, count, speed in self._pieces:
            if count is not None:
                inputs[count] = float(steps)
            inputs[speed] = rate
            function(*inputs)


def _piece(
    program: Program, arrays: Mapping[str, Array], parts: tuple[str, ...]
) -> tuple[list[Any], Function, int | None, int]:
    """Return a stretch of the buffers as inputs, its update in place, and where the count and the rate belong."""
    inputs: list[Any] = [arrays.get(name, 1.0) for name in program.inputs]
    outputs = tuple(program.place(f"step.{part}") for part in parts)
    function = bound(program, tuple(inputs), outputs, {n: arrays[part] for n, part in enumerate(parts)})
    count = program.inputs.index("t") if "t" in program.inputs else None
    return inputs, function, count, program.inputs.index("lr")


@lru_cache(maxsize=64)
def _update_program(name: str, hyper: tuple[tuple[str, Any], ...]) -> tuple[Program, tuple[str, ...]]:
    """Return the macro as a program over w, g, what it remembers, t and lr, and the parts it changes (w first)."""
    operands = {operand.name for operand in MACROS[name].operands}
    words = [f"{key}={_literal(value)}" for key, value in hyper]
    first = Program.parse(f"step = {name}({', '.join(['w=w', 'g=g', 'lr=lr', *words])})")
    changed = tuple(part for part in STATE if part in operands and f"step.{part}" in first.names)
    bound = ("w", "g", *changed, *(("t",) if "t" in operands else ()), "lr")
    call = ", ".join([*(f"{part}={part}" for part in bound), *words])
    return Program.parse(f"step = {name}({call})", names=bound), ("w", *changed)


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Run:
    """What a training run recorded, an entry an epoch; ``parameters`` are those of the best validation loss.

    ``ended`` is finished, early (no improvement for ``patience`` epochs), diverged (a loss that is no number) or
    cancelled. Norms, spreads and dead shares have a row an epoch and a column a layer.
    """

    loss: Array
    validation_loss: Array
    accuracy: Array
    gradient_norms: Array
    activation_spread: Array
    dead_share: Array
    rates: Array
    best_epoch: int
    ended: str
    parameters: Mapping[str, Array] = field(repr=False)

    @property
    def says(self) -> str:
        """How the run ended, as a sentence."""
        epochs = len(self.loss)
        best = f"the best validation loss was that of epoch {self.best_epoch + 1}"
        return {
            "early": f"Stopped early after epoch {epochs}: {best}.",
            "diverged": f"Diverged in epoch {epochs}: a value overflowed or was no longer a number. A smaller rate, "
            "smaller initial weights or clipped gradients may help.",
            "cancelled": f"Cancelled in epoch {epochs}.",
        }.get(self.ended, f"Finished {epochs} epochs: {best}.")


@dataclass(slots=True)
class _Record:
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, **entries: Any) -> None:
        for name, entry in entries.items():
            self.rows.setdefault(name, []).append(entry)

    def array(self, name: str) -> Array:
        return np.asarray(self.rows.get(name, []), dtype=np.float64)


def train(  # noqa: PLR0913  each is a choice of its own, by keyword
    network: Network,
    data: Dataset,
    *,
    epochs: int = 30,
    batch_size: int = 32,
    rate: float | Callable[[int], float] = 0.01,
    optimizer: str = "adam",
    patience: int | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    **hyper: Any,
) -> Run:
    """Train on mini-batches and return what was recorded. ``rate`` is a number or a function of the epoch (from 0).

    ``progress(epoch, epochs)`` is called after each epoch, ``cancelled()`` asked before each batch.
    """
    trainer = Trainer(network.program, network.initial(seed), optimizer=optimizer, **hyper)
    source = Randomness(seed, "batches")
    data = _with_rows(network, data)
    record, best, best_epoch, ended = _Record(), (np.inf, trainer.flat.copy()), 0, "finished"
    for epoch in range(epochs):
        now = rate(epoch) if callable(rate) else rate
        ended = _epoch(trainer, network, data, batch_size, now, source, cancelled)
        validation = _observe(record, trainer, network, data, now)
        if ended != "finished":
            break
        if validation < best[0]:
            best, best_epoch = (validation, trainer.flat.copy()), epoch
        if progress:
            progress(epoch + 1, epochs)
        if patience is not None and epoch - best_epoch >= patience:
            ended = "early"
            break
    return _run(record, network, best[1], best_epoch, ended)


def _with_rows(network: Network, data: Dataset) -> Dataset:
    """Return the data with classes as one-hot rows, which a step would otherwise make anew each time."""
    if network.loss != "cross_entropy":
        return data
    classes = network.sizes[-1]
    return replace(data, y=one_hot(data.y, classes), y_validation=one_hot(data.y_validation, classes))


def _run(record: _Record, network: Network, flat: Array, best_epoch: int, ended: str) -> Run:
    return Run(
        loss=record.array("loss"),
        validation_loss=record.array("validation_loss"),
        accuracy=record.array("accuracy"),
        gradient_norms=record.array("gradient_norms"),
        activation_spread=record.array("activation_spread"),
        dead_share=record.array("dead_share"),
        rates=record.array("rate"),
        best_epoch=best_epoch,
        ended=ended,
        parameters=_windows(flat, network.shapes),
    )


def _epoch(
    trainer: Trainer,
    network: Network,
    data: Dataset,
    batch_size: int,
    rate: float,
    source: Randomness,
    cancelled: Callable[[], bool] | None,
) -> str:
    """Go through the training data once in random order; return how it ended."""
    order = source.permutation(len(data.x))
    for start in range(0, len(order), batch_size):
        if cancelled and cancelled():
            return "cancelled"
        chosen = order[start : start + batch_size]
        batch = {"X": data.x[chosen], "Y": data.y[chosen], **network.masks(len(chosen), source)}
        try:
            loss = trainer.step(batch, rate=rate)
        except (FloatingPointError, EngineError):
            return "diverged"
        if not np.isfinite(loss) or not np.isfinite(trainer.flat).all():
            return "diverged"
    return "finished"


def _observe(record: _Record, trainer: Trainer, network: Network, data: Dataset, rate: float) -> float:
    """Add a row to the record and return the validation loss (infinite where it is no number)."""
    training = _forward(network, trainer.views, data.x, data.y)
    validation = _forward(network, trainer.views, data.x_validation, data.y_validation)
    norms = trainer.gradient_norms()
    hidden = (
        [] if training is None else [np.asarray(training[f"A{layer}"]) for layer in range(1, network.depth)]
    )
    record.add(
        loss=np.nan if training is None else training["L"],
        validation_loss=np.nan if validation is None else validation["L"],
        accuracy=_accuracy(network, validation, data.y_validation),
        gradient_norms=[norms[f"W{layer}"] for layer in range(1, network.depth + 1)],
        activation_spread=[_scaled(np.std, a) for a in hidden] or [np.nan] * (network.depth - 1),
        dead_share=[float(np.mean(np.all(a <= 0.0, axis=0))) for a in hidden]
        or [np.nan] * (network.depth - 1),
        rate=rate,
    )
    return np.inf if validation is None else float(validation["L"])


def _forward(network: Network, parameters: Mapping[str, Array], x: Array, y: Array) -> Any:
    try:
        return network.forward.run({**parameters, "X": x, "Y": y})
    except EngineError:
        return None


def _accuracy(network: Network, trace: Any, y: Array) -> float:
    if trace is None or network.loss == "mse":
        return np.nan
    logits = np.asarray(trace[f"Z{network.depth}"])
    if network.loss == "cross_entropy":
        return float(np.mean(logits.argmax(axis=1) == y.argmax(axis=1)))
    return float(np.mean((logits > 0).astype(float) == y))


@dataclass(frozen=True, slots=True)
class Path:
    """Where an optimiser went on a surface: points (steps + 1, 2) and the loss at each."""

    points: Array
    losses: Array


def path(
    surface: str, start: Sequence[float], *, steps: int, rate: float, optimizer: str = "sgd", **hyper: Any
) -> Path:
    """Return an optimiser's path over ``surface``, an expression in x and y; it ends early where it diverges."""
    program = Program.parse(f"L = {surface}", names=("x", "y")).backward("L", ("x", "y"))
    trainer = Trainer(
        program,
        {"x": np.array(float(start[0])), "y": np.array(float(start[1]))},
        optimizer=optimizer,
        **hyper,
    )
    points, losses = [trainer.flat.copy()], []
    for _ in range(steps):
        try:
            losses.append(trainer.step({}, rate=rate))
        except (FloatingPointError, EngineError):
            break
        points.append(trainer.flat.copy())
    last = program.run({"x": points[-1][0], "y": points[-1][1]})["L"]
    return Path(np.asarray(points), np.asarray([*losses, float(last)])[: len(points)])


def rate_sweep(
    network: Network,
    data: Dataset,
    *,
    low: float = 1e-7,
    high: float = 1e-1,
    steps: int = 100,
    batch_size: int = 32,
    optimizer: str = "sgd",
    seed: int = 0,
) -> tuple[Array, Array]:
    """Return (rates, losses) of a learning-rate finder: the rate grows by a constant factor each batch (Smith 2017)."""
    trainer = Trainer(network.program, network.initial(seed), optimizer=optimizer)
    source = Randomness(seed, "sweep")
    rates, losses = np.geomspace(low, high, steps), []
    for rate in rates:
        chosen = source.integers(len(data.x), (batch_size,))
        batch = {"X": data.x[chosen], "Y": data.y[chosen], **network.masks(batch_size, source)}
        try:
            losses.append(trainer.step(batch, rate=float(rate)))
        except (FloatingPointError, EngineError):
            break
    return rates[: len(losses)], np.asarray(losses)
