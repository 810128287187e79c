"""Wrong answers to chapter 15, and a word of the hint that each must get."""

from lstmlib.course.lab.statistics import fisher_exact

GIVEN = {"fisher_exact": fisher_exact}

WRONG = {
    "look_back": {
        "are no shares": """
def look_back(q, K, V):
    return (K @ q / np.sqrt(len(q))) @ V""",
        "not divided by √H": """
def look_back(q, K, V):
    shares = np.exp(K @ q)
    return shares / shares.sum() @ V""",
        "the best word alone": """
def look_back(q, K, V):
    return V[np.argmax(K @ q)]""",
        "every word alike": """
def look_back(q, K, V):
    return V.mean(axis=0)""",
        "brings back the labels": """
def look_back(q, K, V):
    shares = np.exp(K @ q / np.sqrt(len(q)))
    return shares / shares.sum() @ K""",
    },
    "verdict": {
        "does not look at the settings": """
def verdict(one, other):
    p = fisher_exact(one["learned"], one["seeds"], other["learned"], other["seeds"])
    return "apart" if p < 0.05 else "not told apart\"""",
        "every difference of shares": """
def verdict(one, other):
    if one["settings"] != other["settings"]:
        return "unfair"
    shares = [run["learned"] / run["seeds"] for run in (one, other)]
    return "apart" if shares[0] != shares[1] else "not told apart\"""",
        "different numbers of seeds are no fault": """
def verdict(one, other):
    if one["settings"] != other["settings"] or one["seeds"] != other["seeds"]:
        return "unfair"
    p = fisher_exact(one["learned"], one["seeds"], other["learned"], other["seeds"])
    return "apart" if p < 0.05 else "not told apart\"""",
    },
}
