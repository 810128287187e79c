"""Wrong answers to chapter 01, and a word of the hint that each must get."""

from lstmlib.cells import rnn_step
from lstmlib.course.stories.chronicle import NAMES

# As chapter 01 defines it.
GIVEN = {"rnn_step": lambda *args: rnn_step(*args).h, "NAMES": NAMES}

WRONG = {
    "run_rnn": {
        "hand each step's h": """
def run_rnn(x, h, W_x, W_h, b):
    return np.stack([np.tanh(x[:, t] @ W_x + h @ W_h + b)
                     for t in range(x.shape[1])], axis=1)""",
        "from last to first": """
def run_rnn(x, h, W_x, W_h, b):
    states = []
    for t in reversed(range(x.shape[1])):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        states.insert(0, h)
    return np.stack(states, axis=1)""",
        "initial h is ignored": """
def run_rnn(x, h, W_x, W_h, b):
    h, states = np.zeros_like(h), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        states.append(h)
    return np.stack(states, axis=1)""",
        "expected an array of shape (2, 5, 4), got shape (2, 4)": """
def run_rnn(x, h, W_x, W_h, b):
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
    return h""",
        "expected an array of floats, got int": """
def run_rnn(x, h, W_x, W_h, b):
    return np.zeros((*x.shape[:2], h.shape[1]), int)""",
        "case 1 is wrong: at [0, 0, 0]": """
def run_rnn(x, h, W_x, W_h, b):
    return np.zeros((*x.shape[:2], h.shape[1]))""",
    },
    "latest_king": {
        "the rule wants the latest": """
def latest_king(words):
    return [b for a, b in zip(words, words[1:]) if a == "king" and b in NAMES][0]""",
        "names a king, too": """
def latest_king(words):
    return [b for a, b in zip(words, words[1:]) if a == "king" and b in NAMES][-1]""",
        "a poet is no king": """
def latest_king(words):
    return [word for word in words if word in NAMES][-1]""",
        "expected 'arjun', got 'king'": "latest_king = lambda words: 'king'",
    },
}
