"""The exercises of the chapters, each with a check_*(learner_function)."""

import numpy as np

from lstmlib.cells import rnn_step
from lstmlib.checks import Exercise, check
from lstmlib.chronicle import NAMES
from lstmlib.recall import latest_king
from lstmlib.training import clip_grad_norm

# ---------------------------------------------------------------- chapter 00


def check_update_memory(update_memory):
    """update_memory(memory, sentence) -> a new memory {"ruler": ..., "first": ...}."""
    check(UPDATE_MEMORY, update_memory)


def _update_memory(
    memory, sentence, *, forget=True, title=True, keep_first=True, opening="rules"
):
    new, words = dict(memory), sentence.split()
    if "dies" in words and (words[0] == "king" or not title) and forget:
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
        new["first"] = new["first"] if keep_first else words[1]
    if opening in words[:1] + words[4:5]:
        new["ruler"] = new["first"] = words[3]
    return new


def _update_cases():
    empty, reign = {"ruler": None, "first": None}, {"ruler": "bala", "first": "arjun"}
    return [
        (empty, "in avanti king arjun rules ."),
        (reign, "rain falls on the river ."),
        (reign, "poet bala dies ."),
        (reign, "king bala dies ."),
        ({"ruler": None, "first": "arjun"}, "grandson deva becomes king ."),
        (reign, "merchant deva becomes rich ."),
        (reign, "in the night merchant deva dies ."),
    ]


UPDATE_MEMORY = Exercise(
    "update_memory",
    _update_memory,
    _update_cases,
    (
        (
            lambda memory, sentence: _update_memory(memory, sentence, forget=False),
            "the dead king still rules: what should “king bala dies .” remove?",
        ),
        (
            lambda memory, sentence: _update_memory(memory, sentence, title=False),
            "a poet's death ended a reign: look at the title before the name.",
        ),
        (
            lambda memory, sentence: _update_memory(memory, sentence, keep_first=False),
            "an heir took the first king's place: only the first coronation sets it.",
        ),
        (
            lambda memory, sentence: _update_memory(memory, sentence, opening="in"),
            "“in the night merchant deva dies .” opened a reign: look for “rules”.",
        ),
        (
            lambda memory, sentence: dict(memory),
            "nothing is ever written: the memory comes out as it went in.",
        ),
    ),
)

# ---------------------------------------------------------------- chapter 01


def check_run_rnn(run_rnn):
    """run_rnn(x, h, W_x, W_h, b) -> all hidden states (N, T, H)."""
    check(RUN_RNN, run_rnn)


def _run_rnn(x, h, W_x, W_h, b, *, hand_on=True, backwards=False):
    start, states = h, []
    for t in reversed(range(x.shape[1])) if backwards else range(x.shape[1]):
        h = rnn_step(x[:, t], h if hand_on else start, W_x, W_h, b).h
        states.append(h)
    return np.stack(states[::-1] if backwards else states, axis=1)


def _run_cases():
    rng = np.random.default_rng(0)
    cases = []
    for N, T, D, H in ((2, 5, 3, 4), (1, 1, 2, 3), (3, 7, 1, 2)):
        shapes = (N, T, D), (N, H), (D, H), (H, H), (H,)
        cases.append(tuple(rng.normal(size=shape) for shape in shapes))
    return cases


RUN_RNN = Exercise(
    "run_rnn",
    _run_rnn,
    _run_cases,
    (
        (
            lambda *args: _run_rnn(*args, hand_on=False),
            "every step starts from the first h: hand each step's h to the next.",
        ),
        (
            lambda *args: _run_rnn(*args, backwards=True),
            "the words are read from last to first: let t grow.",
        ),
        (
            lambda x, h, W_x, W_h, b: _run_rnn(x, 0 * h, W_x, W_h, b),
            "the initial h is ignored: the first step must start from it.",
        ),
    ),
)


def check_latest_king(latest_king):
    """latest_king(words) -> the name that was last called king."""
    check(LATEST_KING, latest_king)


def _called_king(words):
    pairs = zip(words, words[1:], strict=False)
    return [after for before, after in pairs if before == "king" and after in NAMES]


def _latest_cases():
    stories = (
        "in vatsa king arjun rules . poet bala sings .",
        "in vatsa king arjun rules . king arjun dies . son deva becomes king .",
        "king deva wins . king bala loses . the moon is bright . general hari dies .",
        "king bala dies . grandson hari becomes king . king hari is clever .",
    )
    return [(story.split(),) for story in stories]


LATEST_KING = Exercise(
    "latest_king",
    latest_king,
    _latest_cases,
    (
        (
            lambda words: _called_king(words)[0],
            "that is the first king named; the rule wants the latest.",
        ),
        (
            lambda words: _called_king(words)[-1],
            "“son deva becomes king” names a king, too, before the word “king”.",
        ),
        (
            lambda words: [word for word in words if word in NAMES][-1],
            "a poet is no king: the word “king” must stand beside the name.",
        ),
    ),
)

# ---------------------------------------------------------------- chapter 02


def check_long_jacobian(long_jacobian):
    """long_jacobian(h, W_h) -> J (H, H) with J[k, j] = d h_T[k] / d h_0[j]."""
    check(LONG_JACOBIAN, long_jacobian)


def _factors(h, W_h):
    return [(1 - step**2)[:, None] * W_h.T for step in h]


def _product(factors):
    J = np.eye(len(factors[0]))
    for factor in factors:
        J = factor @ J
    return J


def _jacobian_cases():
    rng = np.random.default_rng(2)
    sizes = ((4, 3), (1, 2), (7, 5))
    return [
        (np.tanh(rng.normal(size=(T, H))), rng.normal(size=(H, H))) for T, H in sizes
    ]


LONG_JACOBIAN = Exercise(
    "long_jacobian",
    lambda h, W_h: _product(_factors(h, W_h)),
    _jacobian_cases,
    (
        (
            lambda h, W_h: _product(_factors(h, W_h)[::-1]),
            "the factors stand in the wrong order: each new one goes to the left.",
        ),
        (
            lambda h, W_h: np.linalg.matrix_power(W_h.T, len(h)),
            "the slopes of tanh are missing: multiply row k by 1 - h_t[k]**2.",
        ),
        (
            lambda h, W_h: _product([(1 - step**2)[:, None] * W_h for step in h]),
            "W_h needs its transpose: h_prev @ W_h sums over the rows of W_h.",
        ),
        (
            lambda h, W_h: _factors(h, W_h)[-1],
            "that is the last step alone: multiply the factors of all steps.",
        ),
    ),
)


def check_clip(clip):
    """clip(grads, max_norm) -> {name: gradient}, together no longer than max_norm."""
    check(CLIP, clip)


def _clip(grads, max_norm):
    return clip_grad_norm(grads, max_norm)[0]


def _clip_cases():
    grads = {"W": np.array([[3.0, 0.0], [0.0, 4.0]]), "b": np.array([12.0, 0.0])}
    return [(grads, 6.5), (grads, 100.0), ({"W": np.full((2, 2), 0.5)}, 0.1)]


CLIP = Exercise(
    "clip",
    _clip,
    _clip_cases,
    (
        (
            lambda grads, limit: {
                k: np.clip(g, -limit, limit) for k, g in grads.items()
            },
            "each number is cut on its own, which bends the direction: scale them all.",
        ),
        (
            lambda grads, limit: {k: _clip({k: g}, limit)[k] for k, g in grads.items()},
            "each array got a norm of its own; all of them together have one norm.",
        ),
        (
            lambda grads, limit: {
                k: g * limit / np.sqrt(sum((a**2).sum() for a in grads.values()))
                for k, g in grads.items()
            },
            "short gradients are stretched, too: leave them alone below max_norm.",
        ),
    ),
)
