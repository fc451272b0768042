"""Three steps of each optimiser of PyTorch, the weights after the last."""

from __future__ import annotations

from typing import Any

import torch

from tests.vectors.recording import Recorder

RECORD = Recorder("optimizers")
_W = [0.5, -1.0, 2.0]
_G = {"g1": [1.0, -0.5, 1e-3], "g2": [0.3, 0.7, -2e-3], "g3": [-0.2, 0.1, 1000.0]}


def _run(kind: Any, **options: Any) -> Any:
    def form(w: torch.Tensor, *grads: torch.Tensor) -> torch.Tensor:
        weight = torch.nn.Parameter(w.clone())
        optimizer = kind([weight], **options)
        for gradient in grads:
            weight.grad = gradient.clone()
            optimizer.step()
        return weight.detach()

    return form


def _text(call: str, state: tuple[str, ...], words: str, counts: bool = False) -> str:
    lines = []
    for n in (1, 2, 3):
        kept = "" if n == 1 else "".join(f", {name}=s{n - 1}.{name}" for name in state)
        lines.append(
            f"s{n} = {call}({'w' if n == 1 else f's{n - 1}.w'}, g{n}{kept}{f', t={n}' if counts else ''}{words})"
        )
    return "\n".join([*lines, "out = s3.w"])


def _steps(call: str, state: str, words: str, kind: Any, counts: bool = False, **options: Any) -> None:
    RECORD(_text(call, tuple(state.split()), words, counts), _run(kind, **options), w=_W, **_G)


_O = torch.optim
_steps("sgd", "", ", lr=0.1", _O.SGD, lr=0.1)
_steps("sgd", "", ", lr=0.1, weight_decay=0.01", _O.SGD, lr=0.1, weight_decay=0.01)
for _mu in (0.9, 0.5):
    _steps("momentum", "v", f", lr=0.1, mu={_mu}", _O.SGD, lr=0.1, momentum=_mu)
    _steps("nesterov", "v", f", lr=0.1, mu={_mu}", _O.SGD, lr=0.1, momentum=_mu, nesterov=True)
_steps(
    "momentum", "v", ", lr=0.1, mu=0.9, weight_decay=0.01", _O.SGD, lr=0.1, momentum=0.9, weight_decay=0.01
)
_steps("adagrad", "s", ", lr=0.1", _O.Adagrad, lr=0.1)
_steps("adagrad", "s", ", lr=0.1, weight_decay=0.1", _O.Adagrad, lr=0.1, weight_decay=0.1)
_steps("rmsprop", "s", ", lr=0.01", _O.RMSprop, lr=0.01)
_steps("rmsprop", "s", ", lr=0.01, rho=0.9, eps=1e-5", _O.RMSprop, lr=0.01, alpha=0.9, eps=1e-5)
_steps("rmsprop", "s mean", ", lr=0.01, centered=true", _O.RMSprop, lr=0.01, centered=True)
_steps("rmsprop", "s v", ", lr=0.01, mu=0.9", _O.RMSprop, lr=0.01, momentum=0.9)
_steps(
    "rmsprop",
    "s mean v",
    ", lr=0.01, mu=0.9, centered=true",
    _O.RMSprop,
    lr=0.01,
    momentum=0.9,
    centered=True,
)
for _name, _kind in (("adam", _O.Adam), ("adamw", _O.AdamW)):
    _steps(_name, "m v", "", _kind, counts=True)
    _steps(
        _name,
        "m v",
        ", lr=0.1, beta1=0.8, beta2=0.95, eps=0.01",
        _kind,
        counts=True,
        lr=0.1,
        betas=(0.8, 0.95),
        eps=0.01,
    )
    _steps(_name, "m v", ", lr=0.1, weight_decay=0.1", _kind, counts=True, lr=0.1, weight_decay=0.1)
    _steps(_name, "m v v_max", ", lr=0.1, amsgrad=true", _kind, counts=True, lr=0.1, amsgrad=True)
