"""Wrong answers to chapter 11, and a word of the hint that each must get."""

import numpy as np

from lstmlib import load
from lstmlib.course.ch11 import hands, pronouns
from lstmlib.course.data import data_file

GIVEN = {
    "hands": hands,
    "load": load,
    "data_file": data_file,
    "texts": pronouns.text_batch(
        pronouns.test_texts(np.random.default_rng(1), 100, 20)
    ),
}

WRONG = {
    "flip": {
        "that switches the units off": """
def flip(c, o, units):
    turned = c.copy()
    turned[units] = 0
    return {"c": turned, "h": o * np.tanh(turned)}""",
        "h still tells of the old memory": """
def flip(c, o, units):
    turned, h = c.copy(), o * np.tanh(c)
    turned[units] = -turned[units]
    return {"c": turned, "h": h}""",
        "every unit is turned": """
def flip(c, o, units):
    return {"c": -c, "h": -o * np.tanh(c)}""",
        "before the output gate, c goes through tanh": """
def flip(c, o, units):
    turned = c.copy()
    turned[units] *= -1
    return {"c": turned, "h": o * turned}""",
        "turn c itself": """
def flip(c, o, units):
    signs = np.ones(len(c))
    signs[units] = -1
    return {"c": c, "h": o * np.tanh(signs * c)}""",
        "changes what it was given": """
def flip(c, o, units):
    c[units] *= -1
    return {"c": c, "h": o * np.tanh(c)}""",
    },
    "claim": {
        "hardly any unit is missed": """
def claim(seed):
    net = load(data_file(f"weights/pronouns_16_{seed}.npz"))
    before, right = hands.before_pronoun(net, *texts), []
    for unit in range(16):
        c = hands.switched_off(before.c, [unit])
        right.append(hands.pronoun_accuracy(net, before, c))
    return np.argmin(right)""",
        "tells she from he best": """
def claim(seed):
    net = load(data_file(f"weights/pronouns_16_{seed}.npz"))
    before = hands.before_pronoun(net, *texts)
    alike = [np.corrcoef(c, before.right)[0, 1] for c in before.c.T]
    return np.argmax(np.abs(alike))""",
        "a large c may be about something else": """
def claim(seed):
    net = load(data_file(f"weights/pronouns_16_{seed}.npz"))
    return abs(hands.before_pronoun(net, *texts).c).mean(axis=0).argmax()""",
        "units are counted from 0": """
def claim(seed):
    net = load(data_file(f"weights/pronouns_16_{seed}.npz"))
    return 1 + hands.effects(net, hands.before_pronoun(net, *texts)).argmax()""",
        "each seed numbers its units in its own way": """
def claim(seed):
    return 14""",
        "case 1 is wrong": """
def claim(seed):
    return 3""",
    },
}
