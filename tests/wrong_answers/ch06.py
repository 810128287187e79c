"""Wrong answers to chapter 06, and a word of the hint that each must get."""

from lstmlib import cells

GIVEN = {"cells": cells}

_MEANS = """
    kings = np.unique(rulers)
    means = np.stack([states[rulers == k].mean(axis=0) for k in kings])
    apart = np.linalg.norm(new_states[:, None] - means, axis=2)
"""

_BAR = """
def fair_bar(said, wanted):
    asked = wanted.any(axis=-1)
    error = np.mean((said - wanted) ** 2) / np.mean(wanted ** 2)
    answer = said[wanted == 1].mean()
    named = (said.argmax(-1) == wanted.argmax(-1))[asked].mean()
    chatter = np.abs(said[~asked]).max(-1).mean()
    return bool({})"""

WRONG = {
    "speak": {
        "squash it with tanh first": """
def speak(x, h_prev, c, W_x, W_h, b):
    return cells.sigmoid(x @ W_x + h_prev @ W_h + b) * c""",
        "inside the tanh": """
def speak(x, h_prev, c, W_x, W_h, b):
    return np.tanh(cells.sigmoid(x @ W_x + h_prev @ W_h + b) * c)""",
        "the gate reads c here": """
def speak(x, h_prev, c, W_x, W_h, b):
    return cells.sigmoid(x @ W_x + c @ W_h + b) * np.tanh(c)""",
        "ignores what was said last": """
def speak(x, h_prev, c, W_x, W_h, b):
    return cells.sigmoid(x @ W_x + b) * np.tanh(c)""",
        "the sigmoid, not tanh": """
def speak(x, h_prev, c, W_x, W_h, b):
    return np.tanh(x @ W_x + h_prev @ W_h + b) * np.tanh(c)""",
        "expected an array of shape": """
def speak(x, h_prev, c, W_x, W_h, b):
    return (cells.sigmoid(x @ W_x + h_prev @ W_h + b) * np.tanh(c))[0]""",
    },
    "listen": {
        "test it on the new ones": f"""
def listen(states, rulers, new_states, new_rulers):
    new_states, new_rulers = states, rulers{_MEANS}
    return float((kings[apart.argmin(axis=1)] == new_rulers).mean())""",
        "whose rulers it should guess": f"""
def listen(states, rulers, new_states, new_rulers):
    states, rulers = new_states, new_rulers{_MEANS}
    return float((kings[apart.argmin(axis=1)] == new_rulers).mean())""",
        "count the right ones": f"""
def listen(states, rulers, new_states, new_rulers):{_MEANS}
    return float((kings[apart.argmin(axis=1)] != new_rulers).mean())""",
        "so argmin": f"""
def listen(states, rulers, new_states, new_rulers):{_MEANS}
    return float((kings[apart.argmax(axis=1)] == new_rulers).mean())""",
        "nearest single state": """
def listen(states, rulers, new_states, new_rulers):
    apart = np.linalg.norm(new_states[:, None] - states, axis=2)
    return float((rulers[apart.argmin(axis=1)] == new_rulers).mean())""",
    },
    "fair_bar": {
        "from silence": _BAR.format("error < 0.1 and answer > 0.8"),
        "who shouts all day": _BAR.format("answer > 0.9"),
        "names the ruler at every word passes": _BAR.format("named > 0.9"),
        "the other numbers have to count": _BAR.format("answer > 0.5"),
        "aloud at every word": _BAR.format("answer > 0.6 and named > 0.9"),
        "hardly better than silence": _BAR.format("chatter < 0.2 and named > 0.9"),
        "who never speaks passes, and so": _BAR.format("error < 1.01"),
        "who never speaks": _BAR.format("chatter < 0.2"),
    },
}
