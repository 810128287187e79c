"""Wrong answers to chapter 06, and a word of the hint that each must get."""

from lstmlib import cells

GIVEN = {"cells": cells}

_MEANS = """
    kings = np.unique(rulers)
    means = np.stack([states[rulers == k].mean(axis=0) for k in kings])
    apart = np.linalg.norm(new_states[:, None] - means, axis=2)
"""

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
}
