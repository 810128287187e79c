"""Wrong answers to chapter 05, and a word of the hint that each must get."""

GIVEN = {}

WEIGHTS = """
def treasurer_weights(big, small):
    W_x, W_h, b = np.zeros((2, 4)), np.zeros((1, 4)), np.zeros(4)
    {}
    return {{"W_x": W_x, "W_h": W_h, "b": b}}"""

STREAM = """
def write_stream(c, i, f, g):
    states = []
    for t in range(len(g)):
        {}
        states.append({})
    return np.stack(states)"""

VOTES = """
def helper_votes(gold, seal, big, small):
    wall = big * (seal - 1)
    return np.stack([{}], axis=1)"""

WRONG = {
    "write_stream": {
        "everything is written": STREAM.format("c = f[t] * c + g[t]", "c"),
        "nothing is ever forgotten": STREAM.format("c = c + i[t] * g[t]", "c"),
        "have changed places": STREAM.format("c = i[t] * c + f[t] * g[t]", "c"),
        "a gate of its own": STREAM.format("c = f[t] * c + (1 - f[t]) * g[t]", "c"),
        "are added": STREAM.format("c = f[t] * c + i[t] + g[t]", "c"),
        "starts from the first c": STREAM.format("pass", "f[t] * c + i[t] * g[t]"),
        "changes what it was given": STREAM.format("c *= f[t]; c += i[t] * g[t]", "c"),
    },
    "treasurer_weights": {
        "stands half open": WEIGHTS.format(
            "W_x[1, 0], W_x[0, 2], b[1] = 2 * big, small, big"
        ),
        "2 * big to open it": WEIGHTS.format(
            "W_x[1, 0], W_x[0, 2], b[:2] = big, small, [-big, big]"
        ),
        "halves the sum": WEIGHTS.format(
            "W_x[1, 0], W_x[0, 2], b[0] = 2 * big, small, -big"
        ),
        "change the columns": WEIGHTS.format(
            "W_x[1, 2], W_x[0, 0], b[:2] = 2 * big, small, [-big, big]"
        ),
        "in W_x row 0": WEIGHTS.format(
            "W_x[0, 0], W_x[1, 2], b[:2] = 2 * big, small, [-big, big]"
        ),
        "the order is i, f, g, o": WEIGHTS.format(
            "W_x[1, 0], W_x[0, 1], b[0], b[2] = 2 * big, small, -big, big"
        ),
    },
    "helper_votes": {
        "no vote": VOTES.format("small * gold * seal, 0 * gold"),
        "still says the gold": VOTES.format("small * gold, 0 * gold"),
        "stands at the sealed gifts": VOTES.format(
            "small * gold + big * seal, big * seal"
        ),
        "push the shadow, too": VOTES.format("small * gold + wall, 0 * gold"),
        "never differ": VOTES.format("small * gold + wall, small * gold + wall"),
        "column 0 is the reader": VOTES.format("wall, small * gold + wall"),
        "expected an array of shape": VOTES.format("small * gold + wall, wall") + ".T",
    },
}
