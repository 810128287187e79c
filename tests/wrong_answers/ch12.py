"""Wrong answers to chapter 12, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "left_after": {
        "multiplies once": """
def left_after(f, words):
    return f * words""",
        "not the same share": """
def left_after(f, words):
    left = 1
    for _ in range(words):
        left = left - (1 - f)
    return left""",
    },
}
