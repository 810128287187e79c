"""Wrong answers to chapter 03, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "additive_memory": {
        "yours reads c itself": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + c @ W_h + b)
        c = c + g
        states.append(c)
    return np.stack(states)""",
        "does not hear the memory": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + b)
        c = c + g
        states.append(c)
    return np.stack(states)""",
        "every step starts from 0": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + np.tanh(c) @ W_h + b)
        c = g
        states.append(c)
    return np.stack(states)""",
        "bias b is missing": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + np.tanh(c) @ W_h)
        c = c + g
        states.append(c)
    return np.stack(states)""",
        "candidate is their tanh": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = x[t] @ W_x + np.tanh(c) @ W_h + b
        c = c + g
        states.append(c)
    return np.stack(states)""",
        "return what stands on the upper path": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + np.tanh(c) @ W_h + b)
        c = c + g
        states.append(c)
    return np.tanh(np.stack(states))""",
        "nothing is squeezed": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + c @ W_h + b)
        c = np.tanh(c + g)
        states.append(c)
    return np.stack(states)""",
        "before each word": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + np.tanh(c) @ W_h + b)
        states.append(c)
        c = c + g
    return np.stack(states)""",
        "expected an array of shape": """
def additive_memory(x, W_x, W_h, b):
    c, states = np.zeros(len(b)), []
    for t in range(len(x)):
        g = np.tanh(x[t] @ W_x + np.tanh(c) @ W_h + b)
        c = c + g
        states.append(c)
    return c""",
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
