"""Wrong answers to chapter 09, and a word of the hint that each must get."""

from lstmlib.course.ch09 import bug_lab

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

_FORGET = """
def forget_back(dh, dc, step, W_h):
    _, _, c_prev, i, f, g, o, c, _ = step
    dc = dc + dh * o * (1 - np.tanh(c) ** 2)
    da_i, da_g = dc * g * i * (1 - i), dc * i * (1 - g**2)
    {line}
    da_o = dh * np.tanh(c) * o * (1 - o)
    da = np.hstack([da_i, da_f, da_g, da_o])
    return da, da @ W_h.T, dc * f"""

_RELU = """
def relu_back(dh, h, W_h):
    {line}
    return da, da @ W_h.T"""


def hand(line):
    return _HAND.format(line=line)


def step(line):
    return _STEP.format(line=line)


def forget(line):
    return _FORGET.format(line=line)


def relu(line):
    return _RELU.format(line=line)


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
    "forget_back": {
        "Both slips stand in": forget("da_f = dc * c * f * (1 - f) * f * (1 - f)"),
        "still stands there twice": forget(
            "da_f = dc * c_prev * f * (1 - f) * f * (1 - f)"
        ),
        "the new one or the old one?": forget("da_f = dc * c * f * (1 - f)"),
        "now the slope of the sigmoid is missing": forget("da_f = dc * c_prev"),
    },
    "relu_back": {
        "stops no gradient at all": relu("da = dh * (h >= 0)"),
        "multiplies by h itself": relu("da = dh * h"),
        "the slope depends on h": relu("da = dh * (dh > 0)"),
        "turned round": relu("da = dh * (h <= 0)"),
        "expected a list of 2": """
def relu_back(dh, h, W_h):
    return dh * (h > 0)""",
    },
    "gate": {
        "twice as steep": """
def gate(a):
    return (1 + np.tanh(a)) / 2""",
        "steeper still": """
def gate(a):
    return (1 + np.tanh(2 * a)) / 2""",
        "between -1 and 1": """
def gate(a):
    return np.tanh(a / 2)""",
        "closes when a grows": """
def gate(a):
    return (1 - np.tanh(a / 2)) / 2""",
    },
}
