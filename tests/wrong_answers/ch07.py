"""Wrong answers to chapter 07, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "royal": {
        "still up after the full stop": """
def royal(titles):
    write = {t: 2 for t in titles}
    return {"i": {"bias": -1} | write, "f": {"bias": 1} | {t: -2 for t in titles},
            "g": {t: 1 for t in titles}, "o": {"bias": 1}}""",
        "adds 1 to the 1": """
def royal(titles):
    return {"i": {"bias": -1} | {t: 2 for t in titles}, "f": {"bias": 2, ".": -4},
            "g": {t: 1 for t in titles}, "o": {"bias": 3}}""",
        "h is half of tanh(1)": """
def royal(titles):
    return {"i": {"bias": -1} | {t: 2 for t in titles},
            "f": {"bias": 1, ".": -2} | {t: -2 for t in titles},
            "g": {t: 1 for t in titles}, "o": {"bias": 0}}""",
        "sinks by half": """
def royal(titles):
    return {"i": {t: 2 for t in titles}, "f": {".": -1} | {t: -1 for t in titles},
            "g": {t: 1 for t in titles}, "o": {"bias": 1}}""",
        "expected votes for i, f, g and o": """
def royal(titles):
    return {"i": {"bias": -1} | {t: 2 for t in titles}}""",
        "expected words among the": """
def royal(titles):
    gate = {"bias": 1, "emperor": 1}
    return {"i": gate, "f": gate, "g": gate, "o": gate}""",
    },
    "gate_of": {
        "that is OR": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": -1, **dict.fromkeys(all_of, 2),
            **dict.fromkeys(none_of, -2)}""",
        "for two voters only": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": -3, **dict.fromkeys(all_of, 2),
            **dict.fromkeys(none_of, -2)}""",
        "give those a vote": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": 1 - 2 * n, **dict.fromkeys(all_of, 2),
            **dict.fromkeys(none_of, 0)}""",
        "have to be negative": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": 0.5 - n, **dict.fromkeys(all_of, 1),
            **dict.fromkeys(none_of, 1)}""",
        "when all are there the sum is 0": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": -2 * n, **dict.fromkeys(all_of, 2),
            **dict.fromkeys(none_of, -2)}""",
        "one of them is missing": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": 2 - 2 * n, **dict.fromkeys(all_of, 2),
            **dict.fromkeys(none_of, -2)}""",
        "turn every sign": """
def gate_of(all_of, none_of):
    n = len(all_of)
    return {"bias": n - 0.5, **dict.fromkeys(all_of, -1),
            **dict.fromkeys(none_of, 1)}""",
        "expected votes of": """
def gate_of(all_of, none_of):
    return {"bias": -1.5, "royal": 1, "deva": 1}""",
    },
    "seat": {
        "a poet takes the throne": """
def seat(name):
    return {"i": {"bias": -0.5, name: 1},
            "f": {"bias": 1.5, "royal": -1, "dies": -1, name: -1},
            "g": {name: 1}, "o": {"bias": -1, "king": 2}}""",
        "a poet is named, or dies": """
def seat(name):
    return {"i": {"bias": -1.5, "royal": 1, name: 1},
            "f": {"bias": 0.5, "dies": -1, name: -1},
            "g": {name: 1}, "o": {"bias": -1, "king": 2}}""",
        "the dead king keeps his seat": """
def seat(name):
    return {"i": {"bias": -1.5, "royal": 1, name: 1},
            "f": {"bias": 1.5, "royal": -1, name: -1},
            "g": {name: 1}, "o": {"bias": -1, "king": 2}}""",
        "counts twice": """
def seat(name):
    return {"i": {"bias": -3, "royal": 2, name: 2},
            "f": {"bias": 3, "royal": -2, "dies": -2},
            "g": {name: 1}, "o": {"bias": -1, "king": 2}}""",
        "speaks at every word": """
def seat(name):
    return {"i": {"bias": -1.5, "royal": 1, name: 1},
            "f": {"bias": 1.5, "royal": -1, "dies": -1, name: -1},
            "g": {name: 1}, "o": {"bias": 1}}""",
    },
}
