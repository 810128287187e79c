"""Wrong answers to chapter 03, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "additive_memory": {
        "begin with c0": """
def additive_memory(g, c0):
    c, states = np.zeros_like(c0), []
    for step in g:
        c = c + step
        states.append(c)
    return np.stack(states)""",
        "every step starts from c0": """
def additive_memory(g, c0):
    return np.stack([c0 + step for step in g])""",
        "before each step": """
def additive_memory(g, c0):
    c, states = c0, []
    for step in g:
        states.append(c)
        c = c + step
    return np.stack(states)""",
        "squeezes the upper path": """
def additive_memory(g, c0):
    return np.tanh(c0 + np.cumsum(g, axis=0))""",
        "changes what it was given": """
def additive_memory(g, c0):
    states = []
    for step in g:
        c0 += step
        states.append(c0.copy())
    return np.stack(states)""",
        "expected an array of shape": """
def additive_memory(g, c0):
    return c0 + g.sum(axis=0)""",
    },
    "succeed": {
        "dead kings stay": """
def succeed(reigns, codes):
    return codes[reigns]""",
        "has a minus sign": """
def succeed(reigns, codes):
    g = codes[reigns].copy()
    g[1:] += codes[reigns[:-1]]
    return g""",
        "nobody to subtract": """
def succeed(reigns, codes):
    return np.stack([codes[reigns[t]] - codes[reigns[t - 1]]
                     for t in range(len(reigns))])""",
        "once is enough": """
def succeed(reigns, codes):
    g, dead = [], np.zeros(codes.shape[1])
    for king in reigns:
        g.append(codes[king] - dead)
        dead = dead + codes[king]
    return np.stack(g)""",
    },
}
