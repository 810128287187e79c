"""Wrong answers to chapter 10, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "royal_deaths": {
        "poets and generals die": """
def royal_deaths(words):
    return [word == "dies" for word in words]""",
        "is the name; the title stands one word earlier": """
def royal_deaths(words):
    return [words[t] == "dies" and words[t - 1] == "king" for t in range(len(words))]
""",
        "a king somewhere earlier is not enough": """
def royal_deaths(words):
    marks, king = [], False
    for word in words:
        king = king or word == "king"
        marks.append(king and word == "dies")
    return marks""",
        "that marks the word 'king'": """
def royal_deaths(words):
    marks = [False] * len(words)
    for t in range(len(words) - 2):
        marks[t] = words[t] == "king" and words[t + 2] == "dies"
    return marks""",
        "got one of": """
def royal_deaths(words):
    return [t for t in range(len(words)) if words[t] == "dies"]""",
    },
    "effect_size": {
        "bare difference": """
def effect_size(here, there):
    return np.mean(here) - np.mean(there)""",
        "not by the standard error": """
def effect_size(here, there):
    n, m = len(here), len(there)
    spread = ((here - here.mean()) ** 2).sum() + ((there - there.mean()) ** 2).sum()
    error = np.sqrt(spread / (n + m - 2) * (1 / n + 1 / m))
    return (here.mean() - there.mean()) / error""",
        "the sign is lost": """
def effect_size(here, there):
    spread = ((here - here.mean()) ** 2).sum() + ((there - there.mean()) ** 2).sum()
    scatter = np.sqrt(spread / (len(here) + len(there) - 2))
    return abs(here.mean() - there.mean()) / scatter""",
        "the sign is turned": """
def effect_size(here, there):
    spread = ((here - here.mean()) ** 2).sum() + ((there - there.mean()) ** 2).sum()
    scatter = np.sqrt(spread / (len(here) + len(there) - 2))
    return (there.mean() - here.mean()) / scatter""",
        "divides by the variance": """
def effect_size(here, there):
    spread = ((here - here.mean()) ** 2).sum() + ((there - there.mean()) ** 2).sum()
    return (here.mean() - there.mean()) / (spread / (len(here) + len(there) - 2))""",
        "all words in one heap": """
def effect_size(here, there):
    return (here.mean() - there.mean()) / np.std([*here, *there], ddof=1)""",
        "std of both together": """
def effect_size(here, there):
    return (here.mean() - there.mean()) / np.concatenate([here, there]).std()""",
        "number of words less 2": """
def effect_size(here, there):
    spread = ((here - here.mean()) ** 2).sum() + ((there - there.mean()) ** 2).sum()
    return (here.mean() - there.mean()) / np.sqrt(spread / (len(here) + len(there)))""",
    },
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
}
