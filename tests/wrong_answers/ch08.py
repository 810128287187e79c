"""Wrong answers to chapter 08, and a word of the hint that each must get."""

from lstmlib.course.ch08 import bug_lab

GIVEN = {"bug_lab": bug_lab}

_HAND = """
def hand_back(dh_out, steps, W_h):
    dh = dc = np.zeros_like(dh_out[0])
    das = []
    for dh_t, step in zip(dh_out[::-1], steps[::-1]):
        {line}
        das.append(da)
    return das[::-1]"""

_STEP = """
def step_back(dh, dc, step, W_h):
    _, _, c_prev, i, f, g, o, c, _ = step
    slope = o * (1 - np.tanh(c) ** 2)
    dc_sum = dc + dh * slope
    da = np.hstack([dc_sum * g * i * (1 - i), dc_sum * c_prev * f * (1 - f),
                    dc_sum * i * (1 - g**2), dh * np.tanh(c) * o * (1 - o)])
    dh_prev = da @ W_h.T
    {line}
    return da, dh_prev, dc_prev"""


def hand(line):
    return _HAND.format(line=line)


def step(line):
    return _STEP.format(line=line)


WRONG = {
    "coupled_back": {
        "one path is missing": """
def coupled_back(dc, c_prev, f, g):
    df = dc * c_prev
    return df * f * (1 - f)""",
        "the wrong sign": """
def coupled_back(dc, c_prev, f, g):
    return (dc * c_prev + dc * g) * f * (1 - f)""",
        "Its slope is missing": """
def coupled_back(dc, c_prev, f, g):
    return dc * c_prev - dc * g""",
        "once too often": """
def coupled_back(dc, c_prev, f, g):
    return (dc * f * c_prev - dc * (1 - f) * g) * f * (1 - f)""",
    },
    "hand_back": {
        "not repaired yet": hand(
            "da, dh_prev, dc_prev = bug_lab.step_back(dh_t + dh, dc, step, W_h)"
        ),
        "who reads dc_prev?": hand(
            "da, dh, dc_prev = bug_lab.step_back(dh_t + dh, dc, step, W_h)"
        ),
        "who reads dh_prev?": hand(
            "da, dh_prev, dc = bug_lab.step_back(dh_t + dh, dc, step, W_h)"
        ),
        "has to be added at every step": hand(
            "da, dh, dc = bug_lab.step_back(dh if das else dh_t, dc, step, W_h)"
        ),
        "expected a list of 1": """
def hand_back(dh_out, steps, W_h):
    return np.zeros(3)""",
    },
    "step_back": {
        "not repaired yet": step("dc_prev = (dc + dh_prev * slope) * f"),
        "only what came along the upper path": step("dc_prev = dc * f"),
        "stands the forget gate": step("dc_prev = dc_sum"),
        "took dh whole": step("dc_prev = (dc + dh) * f"),
        "expected an array of shape (3, 20)": """
def step_back(dh, dc, step, W_h):
    return dh, dh, dc""",
    },
}
