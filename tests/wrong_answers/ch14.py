"""Wrong answers to chapter 14, and a word of the hint that each must get."""

from lstmlib.course.lab.statistics import mean_interval

GIVEN = {"mean_interval": mean_interval}

WRONG = {
    "scale_past": {
        "the future is in them": """
def scale_past(values, cut):
    return (values - values.mean()) / values.std()""",
        "scaled by itself": """
def scale_past(values, cut):
    past, rest = values[:cut], values[cut:]
    past = (past - past.mean()) / past.std()
    return np.append(past, (rest - rest.mean()) / rest.std())""",
        "divide by the spread": """
def scale_past(values, cut):
    return values - np.mean(values[:cut])""",
        "expected an array of shape": """
def scale_past(values, cut):
    past = values[:cut]
    return (past - past.mean()) / past.std()""",
        "this scales to 0..1": """
def scale_past(values, cut):
    low, high = values[:cut].min(), values[:cut].max()
    return (values - low) / (high - low)""",
        "changes what it was given": """
def scale_past(values, cut):
    values -= values[:cut].mean()
    return values / values[:cut].std()""",
    },
    "last_state": {
        "behind the padding": """
def last_state(h, lengths):
    return h[:, -1]""",
        "one step too far": """
def last_state(h, lengths):
    return np.stack([row[n] for row, n in zip(h, lengths)])""",
        "counts the lengths from the end": """
def last_state(h, lengths):
    return h[range(len(h)), -lengths]""",
        "for all": """
def last_state(h, lengths):
    return h[:, max(lengths) - 1]""",
        "expected an array of shape": """
def last_state(h, lengths):
    return h[:, lengths - 1]""",
    },
    "verdict": {
        "ask how sure": """
def verdict(errors, line):
    return "network" if errors.mean() < line.mean() else "linear\"""",
        "the best of ten seeds": """
def verdict(errors, line):
    best = min(errors.mean(axis=1))
    return "network" if best < line.mean() else "linear\"""",
        "this interval is over seeds": """
def verdict(errors, line):
    _, low, high = mean_interval(errors.mean(axis=1) - line.mean())
    return "network" if high < 0 else "linear" if low > 0 else "open\"""",
        "these are not sixty trials": """
def verdict(errors, line):
    more = errors - line
    reach = 1.96 * more.std(ddof=1) / 60 ** 0.5
    if abs(more.mean()) < reach:
        return "open"
    return "network" if more.mean() < 0 else "linear\"""",
        "hard for both": """
def verdict(errors, line):
    _, low, high = mean_interval(errors.mean(axis=0))
    _, under, over = mean_interval(line)
    return "network" if high < under else "linear" if low > over else "open\"""",
    },
}
