"""Wrong answers to chapter 12, and a word of the hint that each must get."""

import numpy as np

GIVEN = {"np": np}

WRONG = {
    "legal_first": {
        "a network that always says T": """
def legal_first(scores, possible):
    return bool(possible[np.argmax(scores)])""",
        "more than half of the probability": """
def legal_first(scores, possible):
    p = np.exp(scores) / np.exp(scores).sum()
    return p[possible].sum() > 0.5""",
        "a tie is not above": """
def legal_first(scores, possible):
    return all(a >= b for a in scores[possible] for b in scores[~possible])""",
        "means hide": """
def legal_first(scores, possible):
    return scores[possible].mean() > scores[~possible].mean()""",
    },
    "next_trial": {
        "our trial once more": """
def next_trial(paper, ours, suspect):
    return ours""",
        "any of three changes": """
def next_trial(paper, ours, suspect):
    return paper""",
        "Start from ours": """
def next_trial(paper, ours, suspect):
    paper[suspect] = ours[suspect]
    return paper""",
        "change the suspect alone": """
def next_trial(paper, ours, suspect):
    return ours | {suspect: "as I like it", "strings": 512}""",
        "expected the conditions": """
def next_trial(paper, ours, suspect):
    return {suspect: paper[suspect]}""",
    },
}
