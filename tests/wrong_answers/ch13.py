"""Wrong answers to chapter 13, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "temper": {
        "the wrong way round": """
def temper(logits, temperature):
    p = np.exp(logits * temperature)
    return p / p.sum()""",
        "the temperature does nothing": """
def temper(logits, temperature):
    p = np.exp(logits)
    p = p / p.sum() / temperature
    return p / p.sum()""",
        "divide the logits, before exp": """
def temper(logits, temperature):
    p = np.exp(logits) / temperature
    return p / np.exp(logits).sum()""",
        "divide by their sum": """
def temper(logits, temperature):
    return np.exp(logits / temperature)""",
        "these are logits still": """
def temper(logits, temperature):
    return logits / temperature""",
    },
    "report_bits": {
        "they may not help to choose": """
def report_bits(choose, judge):
    return judge.min()""",
        "they flatter it": """
def report_bits(choose, judge):
    return choose[np.argmin(choose)]""",
        "no stop at all": """
def report_bits(choose, judge):
    return judge[-1]""",
        "that is the place of the look": """
def report_bits(choose, judge):
    return int(np.argmin(choose))""",
    },
}
