"""Wrong answers to chapter 08, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "asked_loss": {
        "it asks at every word": """
def asked_loss(log_p, targets):
    return -np.take_along_axis(log_p, targets[..., None], axis=-1).mean()""",
        "divided by all words": """
def asked_loss(log_p, targets):
    asked = targets >= 0
    return -log_p[asked, targets[asked]].sum() / targets.size""",
        "that is the sum": """
def asked_loss(log_p, targets):
    asked = targets >= 0
    return -log_p[asked, targets[asked]].sum()""",
        "the sign is missing": """
def asked_loss(log_p, targets):
    asked = targets >= 0
    return log_p[asked, targets[asked]].mean()""",
    },
    "new_row": {
        "nothing differs": """
def new_row(rows, beside):
    return dict(rows[beside])""",
        "has that row already": """
def new_row(rows, beside):
    if beside == "second path":
        return {"i": 1, "o": 1}
    return dict(rows[beside]) | {"o": 1} if beside == "full LSTM" else {"o": 1}""",
        "more than one gate differs": """
def new_row(rows, beside):
    return {"f": 0.9, "i": 0.5, "o": 0.5}""",
        "expected the gates f, i, o": """
def new_row(rows, beside):
    return {"g": 0.5}""",
        "expected values in 0..1": """
def new_row(rows, beside):
    return dict(rows[beside]) | {"f": 3}""",
    },
}
