"""Wrong answers to chapter 11, and a word of the hint that each must get."""

GIVEN = {}

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
}
