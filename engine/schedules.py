"""Learning-rate schedules: the rate at step ``t``, counted from 0, as PyTorch 2.13 counts unless a convention is named."""

from __future__ import annotations

import math

from engine.errors import EngineError


def constant(rate: float, t: int) -> float:
    """Return η₀."""
    del t
    return rate


def step(rate: float, t: int, *, size: int, gamma: float = 0.1) -> float:
    """Return η₀ γ^⌊t/size⌋."""
    return rate * gamma ** (t // size)


def multi_step(rate: float, t: int, *, milestones: tuple[int, ...], gamma: float = 0.1) -> float:
    """Return η₀ γ^(number of milestones reached)."""
    return rate * gamma ** sum(t >= milestone for milestone in milestones)


def exponential(rate: float, t: int, *, gamma: float) -> float:
    """Return η₀ γᵗ."""
    return rate * gamma**t


def exponential_decay(rate: float, t: float, *, k: float) -> float:
    """Return η₀ e^(−kt)."""
    return rate * math.exp(-k * t)


def cosine(rate: float, t: float, *, period: int, floor: float = 0.0, convention: str = "pytorch") -> float:
    """Return η_min + ½(η₀ − η_min)(1 + cos(πt/T)) (Loshchilov & Hutter 2017).

    After T PyTorch's rises again; keras and optax stay at the floor; ``restarts`` begins anew.
    """
    places = {"pytorch": t, "keras": min(t, period), "optax": min(t, period), "restarts": t % period}
    if convention not in places:
        raise EngineError(f"cosine knows the conventions {', '.join(places)}, not {convention}")
    return floor + 0.5 * (rate - floor) * (1.0 + math.cos(math.pi * places[convention] / period))


def linear_warmup(rate: float, t: float, *, steps: int, start: float = 1.0 / 3.0) -> float:
    """Return the rate rising in a straight line from start·η₀ to η₀ over ``steps``; then η₀ (LinearLR)."""
    return rate * (start + (1.0 - start) * min(t, steps) / steps)


def warmup_cosine(rate: float, t: int, *, warmup: int, total: int, floor: float = 0.0) -> float:
    """Return a ramp from 0 to η₀ over ``warmup`` steps, then a cosine to the floor at ``total``."""
    if t < warmup:
        return rate * t / warmup
    return cosine(rate, min(t, total) - warmup, period=max(total - warmup, 1), floor=floor)


def one_cycle(
    rate: float,
    t: int,
    *,
    total: int,
    rise: float = 0.3,
    divide: float = 25.0,
    final_divide: float = 1e4,
) -> float:
    """Return the one-cycle rate with peak η (Smith & Topin 2018): cosine up over ``rise`` of the steps, cosine down after."""
    start = rate / divide
    top, last = rise * total - 1.0, total - 1.0
    if t <= top:
        return _between(start, rate, t / top)
    return _between(rate, start / final_divide, (t - top) / (last - top))


def _between(first: float, last: float, share: float) -> float:
    return last + 0.5 * (first - last) * (1.0 + math.cos(math.pi * share))


def noam(t: int, *, width: int, warmup: int, factor: float = 1.0) -> float:
    """Return factor·d^−½·min(s^−½, s·w^−3/2), s counted from 1 (Vaswani et al. 2017)."""
    if t < 1:
        raise EngineError("noam counts steps from 1")
    return float(factor * width**-0.5 * min(t**-0.5, t * warmup**-1.5))


def polynomial(rate: float, t: int, *, total: int, power: float = 1.0, floor: float = 0.0) -> float:
    """Return (η₀ − η_min)(1 − t/T)^power + η_min, and the floor after T."""
    return float((rate - floor) * (1.0 - min(t, total) / total) ** power + floor)


def inverse_sqrt(rate: float, t: int, *, warmup: int) -> float:
    """Return a ramp to η₀ at ``warmup`` steps, then η₀ √(w/t)."""
    return rate * t / warmup if t < warmup else rate * math.sqrt(warmup / max(t, 1))
