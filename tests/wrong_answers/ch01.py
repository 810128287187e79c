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
    "first_seat": {
        "a later king sits down, too": """
def first_seat(margin):
    return margin, 2 * margin, 0, 2 * margin""",
        "but he stays outside": """
def first_seat(margin):
    return 3 * margin, margin, -margin, -2 * margin""",
        "needs a vote for itself": """
def first_seat(margin):
    return 0, margin, -margin, -3 * margin""",
        "a free seat is -1, not 0": """
def first_seat(margin):
    return 2 * margin, margin, -margin, 0""",
        "multiply the votes by the margin": """
def first_seat(margin):
    return 2, 1, -1, -1""",
        "expected four numbers": "first_seat = lambda margin: (2, 1, -1)",
    },
    "fair_pairs": {
        "they are confounded": """
def fair_pairs(runs, what):
    return [(i, j) for j in range(len(runs)) for i in range(j)
            if runs[i][what] != runs[j][what]]""",
        "not always in the one asked for": """
def fair_pairs(runs, what):
    return [(i, j) for j in range(len(runs)) for i in range(j)
            if sum(runs[i][k] != runs[j][k] for k in runs[i]) == 1]""",
        "equal runs compare nothing": """
def fair_pairs(runs, what):
    return [(i, j) for j in range(len(runs)) for i in range(j)
            if all(runs[i][k] == runs[j][k] for k in runs[i] if k != what)]""",
        "they have to differ in it": """
def fair_pairs(runs, what):
    return [(i, j) for j in range(len(runs)) for i in range(j)
            if runs[i][what] == runs[j][what]]""",
        "expected pairs of numbers": "fair_pairs = lambda runs, what: runs",
    },
}
