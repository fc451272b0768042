"""Memory states that fsrs-rs publishes in its own tests, through our scheduler: stability to 1e-4."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.scheduling.scheduler import Scheduler

if TYPE_CHECKING:
    from quizapp.scheduling.state import State

DAY = 739_000
SEQUENCE = ((1, 0), (3, 0), (3, 1), (3, 3), (3, 8), (3, 21))
FIVE = (  # nineteen parameters of FSRS-5; with a zero and a decay of 0.5 they are FSRS-6's
    *(0.6845422, 1.6790825, 4.7349424, 10.042885, 7.4410233, 0.64219797, 1.071918, 0.0025195254, 1.432437),
    *(0.1544, 0.8692766, 2.0696752, 0.0953, 0.2975, 2.4691248, 0.19542035, 3.201072, 0.18046261, 0.121442534),
    *(0.0, 0.5),
)


def after(scheduler: Scheduler, reviews: tuple[tuple[int, int], ...]) -> State:
    """Return the memory after ratings, each with the days since the one before."""
    state, day = None, DAY
    for rating, wait in reviews:
        day += wait
        state = scheduler.review("p:a", state, rating, at=0, day=day)
    assert state is not None
    return state


def test_the_default_parameters_give_the_published_memory() -> None:
    """Also with the parameters of the same day frozen at zero."""
    plain = Scheduler(fuzz=False)
    found = after(plain, SEQUENCE)
    assert (found.stability, found.difficulty) == pytest.approx((53.62691, 6.3574867), abs=1e-4)
    parameters = list(plain.as_json()["parameters"])
    parameters[17:20] = [0.0, 0.0, 0.0]
    found = after(Scheduler(fuzz=False, parameters=tuple(parameters)), SEQUENCE)
    assert (found.stability, found.difficulty) == pytest.approx((53.335106, 6.3574867), abs=1e-4)


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty"),
    [(1, 2.9691455, 8.000659), (2, 17.091452, 7.6913934), (3, 31.722992, 7.382128), (4, 71.7502, 7.0728626)],
)
def test_every_rating_leads_to_the_published_memory(rating: int, stability: float, difficulty: float) -> None:
    """The four next states after again, good, good, good at 1, 3, 8 and 21 days."""
    scheduler = Scheduler(fuzz=False, parameters=FIVE, learning_steps=(), relearning_steps=())
    found = after(scheduler, ((1, 0), (3, 1), (3, 3), (3, 8), (rating, 21)))
    assert (found.stability, found.difficulty) == pytest.approx((stability, difficulty), abs=1e-4)
