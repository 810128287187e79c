"""Wrong answers to chapter 04, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "forgetful_memory": {
        "nothing is ever removed": """
def forgetful_memory(f, g):
    return g.cumsum(axis=0)""",
        "works backwards": """
def forgetful_memory(f, g):
    c, states = 0, []
    for f_t, g_t in zip(f, g):
        c = (1 - f_t) * c + g_t
        states.append(c)
    return np.array(states)""",
        "f multiplies the old c alone": """
def forgetful_memory(f, g):
    c, states = 0, []
    for f_t, g_t in zip(f, g):
        c = f_t * (c + g_t)
        states.append(c)
    return np.array(states)""",
        "hand each step's c": """
def forgetful_memory(f, g):
    c = np.zeros_like(g[0])
    return np.array([f[t] * c + g[t] for t in range(len(g))])""",
    },
    "half_life": {
        "formula for a constant gate": """
def half_life(f):
    return -np.log(2) / np.log(np.mean(f))""",
        "argmax finds no place": """
def half_life(f):
    return int(np.argmax(np.cumprod(f) <= 0.5)) + 1""",
        "after f[0] one word": """
def half_life(f):
    for t in range(len(f)):
        if np.prod(f[: t + 1]) <= 0.5:
            return t
    return float("inf")""",
        "the place counts from 0, and": """
def half_life(f):
    return np.argmax(np.cumprod(f) <= 0.5)""",
        "exactly half counts": """
def half_life(f):
    left = 1
    for t in range(len(f)):
        left = left * f[t]
        if left < 0.5:
            return t + 1
    return np.inf""",
        "the answer is infinity": """
def half_life(f):
    gone = np.flatnonzero(np.cumprod(f) <= 0.5)
    return gone[0] + 1 if len(gone) else len(f)""",
    },
    "forget_bias_for": {
        "long before the question": """
def forget_bias_for(lag):
    return 0.5 ** (1 / lag)""",
        "so little is written": """
def forget_bias_for(lag):
    return lag""",
    },
    "share_left": {
        "one factor too many": """
def share_left(f, t):
    return np.prod(f[t:])""",
        "up to step t": """
def share_left(f, t):
    return np.cumprod(f)[t]""",
        "a power of the average": """
def share_left(f, t):
    return np.mean(f) ** (len(f) - t - 1)""",
        "gates of all steps": """
def share_left(f, t):
    return np.prod(f)""",
    },
}
