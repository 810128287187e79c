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
        "is positive": """
def half_life(f):
    return np.log(2) / np.log(f)""",
        "upside down": """
def half_life(f):
    return np.log2(1 / f)""",
        "37 % is left": """
def half_life(f):
    return 1 / np.log(1 / f)""",
        "not the same share": """
def half_life(f):
    return 1 / (2 * (1 - f))""",
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
