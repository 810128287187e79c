"""The exercise of chapter 00: a memory in plain Python."""

from lstmlib.course.notebook.grading import Exercise, check


def check_update_memory(update_memory):
    """update_memory(memory, sentence) -> a new memory {"ruler": ..., "first": ...}."""
    check(UPDATE_MEMORY, update_memory)


def _update_memory(
    memory, sentence, *, forget=True, title=True, keep_first=True, opening="rules"
):
    new, words = dict(memory), sentence.split()
    if "dies" in words and (words[0] == "king" or not title) and forget:
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
        new["first"] = new["first"] if keep_first else words[1]
    if opening in words[:1] + words[4:5]:
        new["ruler"] = new["first"] = words[3]
    return new


def _update_cases():
    empty, reign = {"ruler": None, "first": None}, {"ruler": "bala", "first": "arjun"}
    return [
        (empty, "in avanti king arjun rules ."),
        (reign, "rain falls on the river ."),
        (reign, "poet bala dies ."),
        (reign, "king bala dies ."),
        ({"ruler": None, "first": "arjun"}, "grandson deva becomes king ."),
        (reign, "merchant deva becomes rich ."),
        (reign, "in the night merchant deva dies ."),
    ]


UPDATE_MEMORY = Exercise(
    "update_memory",
    _update_memory,
    _update_cases,
    (
        (
            lambda memory, sentence: _update_memory(memory, sentence, forget=False),
            "the dead king still rules: what should “king bala dies .” remove?",
        ),
        (
            lambda memory, sentence: _update_memory(memory, sentence, title=False),
            "a poet's death ended a reign: look at the title before the name.",
        ),
        (
            lambda memory, sentence: _update_memory(memory, sentence, keep_first=False),
            "an heir took the first king's place: only the first coronation sets it.",
        ),
        (
            lambda memory, sentence: _update_memory(memory, sentence, opening="in"),
            "“in the night merchant deva dies .” opened a reign: look for “rules”.",
        ),
        (
            lambda memory, sentence: dict(memory),
            "nothing is ever written: the memory comes out as it went in.",
        ),
    ),
)
