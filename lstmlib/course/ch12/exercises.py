"""The exercises of chapter 12: what a gate leaves of a memory."""

from lstmlib.course.notebook.grading import Exercise, check


def check_left_after(left_after):
    """left_after(f, words) -> the share of a memory that so many words leave."""
    check(LEFT_AFTER, left_after)


LEFT_AFTER = Exercise(
    "left_after",
    lambda f, words: f**words,
    lambda: [(0.9, 20), (0.97, 1), (0.5, 3)],
    (
        (
            lambda f, words: f * words,
            "that multiplies once: each word multiplies what the one before left.",
        ),
        (
            lambda f, words: 1 - words * (1 - f),
            "that takes the same amount at each word, not the same share of the rest.",
        ),
    ),
)
