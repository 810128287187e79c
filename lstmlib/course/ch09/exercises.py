"""The exercises of chapter 09: a gate with two paths, and five backward passes."""

import numpy as np

from lstmlib.cells import sigmoid
from lstmlib.course.ch09 import bug_lab
from lstmlib.course.notebook.grading import Exercise, check


def check_coupled_back(coupled_back):
    """coupled_back(dc, c_prev, f, g) -> da_f (N, H), for c = f c_prev + (1 - f) g."""
    check(COUPLED_BACK, coupled_back)


def _coupled_cases():
    rng = np.random.default_rng(8)
    return [
        (*rng.normal(size=(2, N, H)), rng.uniform(size=(N, H)), rng.normal(size=(N, H)))
        for N, H in ((2, 3), (1, 4), (3, 1))
    ]


COUPLED_BACK = Exercise(
    "coupled_back",
    lambda dc, c_prev, f, g: dc * (c_prev - g) * f * (1 - f),
    _coupled_cases,
    (
        (
            lambda dc, c_prev, f, g: dc * c_prev * f * (1 - f),
            "one path is missing: f acts on c through the 1 - f before g, too.",
        ),
        (
            lambda dc, c_prev, f, g: dc * (c_prev + g) * f * (1 - f),
            "the second path has the wrong sign: when f grows, 1 - f shrinks.",
        ),
        (
            lambda dc, c_prev, f, g: dc * (c_prev - g),
            "that is df, at the gate; da_f stands before the sigmoid. Its slope is "
            "missing.",
        ),
        (
            lambda dc, c_prev, f, g: dc * (f * c_prev - (1 - f) * g) * f * (1 - f),
            "the gate stands there once too often: the slope of f c_prev with respect "
            "to f is c_prev.",
        ),
    ),
)


def check_hand_back(hand_back):
    """hand_back(dh_out, steps, W_h) -> the da (N, 4H) of every step, as a list."""

    def answer(dh_out, steps, W_h):
        return _named(
            hand_back(dh_out, steps, W_h),
            [f"da of step {t}" for t in range(1, len(steps) + 1)],
        )

    check(HAND_BACK, answer)


def _named(arrays, names):
    """The arrays of an answer by name, so that a verdict can say which is wrong."""
    if arrays is None:
        return None
    if not isinstance(arrays, list | tuple) or len(arrays) != len(names):
        many = f" of {len(arrays)}" if isinstance(arrays, list | tuple) else ""
        raise ValueError(
            f"expected a list of {len(names)}: {', '.join(names)}; "
            f"got a {type(arrays).__name__}{many}"
        )
    return dict(zip(names, arrays, strict=True))


def _hand(carry_h, carry_c, error=1.0):
    """A loop for `mistakes`: how much of dh, dc and each step's own error counts."""

    def hand_back(dh_out, steps, W_h):
        dh, dc, das = 0.0, np.zeros_like(dh_out[0]), []
        for dh_t, step in zip(dh_out[::-1], steps[::-1], strict=True):
            own = dh_t if len(das) == 0 else error * dh_t
            da, dh, dc = bug_lab.step_back(own + dh, dc, step, W_h)
            dh, dc = carry_h * dh, carry_c * dc
            das.append(da)
        names = [f"da of step {t}" for t in range(1, len(steps) + 1)]
        return dict(zip(names, das[::-1], strict=True))

    return hand_back


def _hand_cases():
    tasks = [bug_lab.lstm_task(steps) for steps in (1, 4)]
    return [(t.dh_out, t.steps, t.params["W_h"]) for t in tasks]


HAND_BACK = Exercise(
    "hand_back",
    _hand(1, 1),
    _hand_cases,
    (
        (
            _hand(0, 0),
            "not repaired yet: one step is right, and six are wrong. What do six steps "
            "need that one does not?",
        ),
        (
            _hand(1, 0),
            "the lower path is mended; along the upper one nothing comes back: who "
            "reads dc_prev?",
        ),
        (
            _hand(0, 1),
            "the upper path is mended; along the lower one nothing comes back: who "
            "reads dh_prev?",
        ),
        (
            _hand(1, 1, error=0),
            "the last error travels back, and those of earlier steps are lost: dh_t "
            "has to be added at every step.",
        ),
    ),
)


def _one_step(function):
    """The same backward step of one time step, its three gradients by name."""
    names = ["da", "dh_prev", "dc_prev"]
    return lambda dh, dc, step, W_h: _named(function(dh, dc, step, W_h), names)


def check_step_back(step_back):
    """step_back(dh, dc, step, W_h) -> da (N, 4H), dh_prev (N, H), dc_prev (N, H)."""
    check(STEP_BACK, _one_step(step_back))


def _step(wrong_dc_prev=None):
    """A step for `mistakes`: the right one, but for its dc_prev."""

    def step_back(dh, dc, step, W_h):
        da, dh_prev, dc_prev = bug_lab.step_back(dh, dc, step, W_h)
        if wrong_dc_prev is not None:
            slope = step.o * (1 - np.tanh(step.c) ** 2)
            dc_prev = wrong_dc_prev(dh, dh_prev, dc, slope, step.f)
        return {"da": da, "dh_prev": dh_prev, "dc_prev": dc_prev}

    return step_back


def _step_cases():
    rng = np.random.default_rng(5)
    task = bug_lab.lstm_task(3)
    return [
        (*rng.normal(size=(2, *step.h.shape)), step, task.params["W_h"])
        for step in task.steps
    ]


STEP_BACK = Exercise(
    "step_back",
    _step(),
    _step_cases,
    (
        (
            _step(lambda dh, dh_prev, dc, slope, f: (dc + dh_prev * slope) * f),
            "not repaired yet: over one step only c_0 fails. Which line makes it?",
        ),
        (
            _step(lambda dh, dh_prev, dc, slope, f: dc * f),
            "dc_prev has only what came along the upper path: what came through h "
            "and tanh is lost.",
        ),
        (
            _step(lambda dh, dh_prev, dc, slope, f: dc + dh * slope),
            "that is the gradient at c; on the way to c_prev stands the forget gate.",
        ),
        (
            _step(lambda dh, dh_prev, dc, slope, f: (dc + dh) * f),
            "dc_prev took dh whole: between h and c stand the output gate and tanh.",
        ),
    ),
)


def check_forget_back(forget_back):
    """forget_back(dh, dc, step, W_h) -> da (N, 4H), dh_prev (N, H), dc_prev (N, H)."""
    check(FORGET_BACK, _one_step(forget_back))


def _forget(wrong_da_f=None):
    """A step for `mistakes`: the right one, but for its da_f."""

    def forget_back(dh, dc, step, W_h):
        da, _, dc_prev = bug_lab.step_back(dh, dc, step, W_h)
        if wrong_da_f is not None:
            da, (_, _, c_prev, _, f, _, o, c, _) = da.copy(), step
            at_c = dc + dh * o * (1 - np.tanh(c) ** 2)
            H = f.shape[1]
            da[:, H : 2 * H] = wrong_da_f(at_c, c, c_prev, f)
        return {"da": da, "dh_prev": da @ W_h.T, "dc_prev": dc_prev}

    return forget_back


FORGET_BACK = Exercise(
    "forget_back",
    _forget(),
    _step_cases,
    (
        (
            _forget(lambda dc, c, c_prev, f: dc * c * (f * (1 - f)) ** 2),
            "not repaired yet: over one step the column f fails. Both slips stand in "
            "the line of da_f.",
        ),
        (
            _forget(lambda dc, c, c_prev, f: dc * c_prev * (f * (1 - f)) ** 2),
            "one slip is mended; the slope f (1 - f) of the sigmoid still stands there "
            "twice.",
        ),
        (
            _forget(lambda dc, c, c_prev, f: dc * c * f * (1 - f)),
            "one slip is mended; but which cell state did f multiply, the new one or "
            "the old one?",
        ),
        (
            _forget(lambda dc, c, c_prev, f: dc * c_prev),
            "that is df, at the gate: now the slope of the sigmoid is missing.",
        ),
    ),
)


def check_relu_back(relu_back):
    """relu_back(dh, h, W_h) -> da (N, H), dh_prev (N, H), for h = max(0, a)."""

    def answer(dh, h, W_h):
        return _named(relu_back(dh, h, W_h), ["da", "dh_prev"])

    check(RELU_BACK, answer)


def _relu(slope):
    """A step back for `mistakes`, with this slope(dh, h) of the ReLU."""

    def relu_back(dh, h, W_h):
        da = dh * slope(dh, h)
        return {"da": da, "dh_prev": da @ W_h.T}

    return relu_back


def _relu_cases():
    rng = np.random.default_rng(9)
    return [
        (dh, np.maximum(a, 0), rng.normal(size=(4, 4)))
        for dh, a in rng.normal(size=(3, 2, 3, 4))
    ]


RELU_BACK = Exercise(
    "relu_back",
    _relu(lambda dh, h: h > 0),
    _relu_cases,
    (
        (
            _relu(lambda dh, h: h >= 0),
            "not repaired yet: it stops no gradient at all. For which h is h >= 0 "
            "false?",
        ),
        (
            _relu(lambda dh, h: h),
            "it multiplies by h itself: the slope of a ReLU is 1 wherever h is above "
            "0, however large h is.",
        ),
        (
            _relu(lambda dh, h: dh > 0),
            "it asks the gradient whether it is positive; the slope depends on h.",
        ),
        (
            _relu(lambda dh, h: h <= 0),
            "turned round: it stops the gradient where a was positive.",
        ),
    ),
)


def check_gate(gate):
    """gate(a) -> the sigmoid of a, of any shape, with the slope s (1 - s)."""
    check(GATE, gate)


def _gate_cases():
    rng = np.random.default_rng(10)
    return [(rng.normal(size=shape),) for shape in ((2, 3), (4, 1), (3, 5))]


GATE = Exercise(
    "gate",
    sigmoid,
    _gate_cases,
    (
        (
            lambda a: sigmoid(2 * a),
            "not repaired yet: this is the sigmoid of 2a, twice as steep as its "
            "backward pass believes.",
        ),
        (
            lambda a: sigmoid(4 * a),
            "steeper still: inside tanh, a has to become smaller.",
        ),
        (
            lambda a: np.tanh(a / 2),
            "that lies between -1 and 1; a gate lies between 0 and 1.",
        ),
        (
            lambda a: sigmoid(-a),
            "it is turned round: this gate closes when a grows.",
        ),
    ),
)
