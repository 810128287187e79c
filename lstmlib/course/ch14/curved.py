"""A series that follows a curved rule: next to it a straight line is a poor guess.

The equation of Mackey and Glass (1977), made for the number of blood cells: what is
made today depends on the number 17 days ago, and not in proportion.
"""

import numpy as np

DELAY = 17
PER_STEP = 10
"""How many small steps (Euler's method) lead from one value to the next."""
BEFORE = 200
"""Values left out at the beginning, until the start is forgotten."""


def curved_series(count, noise, rng):
    """`count` values of spread 1 about 0, and noise of this spread added to each."""
    small, back = 1 / PER_STEP, DELAY * PER_STEP
    x = np.empty(back + (BEFORE + count) * PER_STEP)
    x[:back] = 1.2 + 0.2 * rng.uniform(-1, 1)
    for t in range(back, len(x)):
        made = 0.2 * x[t - back] / (1 + x[t - back] ** 10)
        x[t] = x[t - 1] + small * (made - 0.1 * x[t - 1])
    values = x[back::PER_STEP][BEFORE:]
    values = (values - values.mean()) / values.std()
    return values + noise * rng.standard_normal(count)
