"""Wrong answers to chapter 00, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "update_memory": {
        "the dead king still rules": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
    if "rules" in words:
        new["ruler"] = new["first"] = words[3]
    return new""",
        "poet's death": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if "dies" in words:
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
    if "rules" in words:
        new["ruler"] = new["first"] = words[3]
    return new""",
        "first king's place": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if words[0] == "king" and words[2] == "dies":
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = new["first"] = words[1]
    if "rules" in words:
        new["ruler"] = new["first"] = words[3]
    return new""",
        "look for “rules”": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if words[0] == "king" and words[2] == "dies":
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
    if words[0] == "in":
        new["ruler"] = new["first"] = words[3]
    return new""",
        "nothing is ever written": "update_memory = lambda m, s: dict(m)",
        "changes what it was given": """
def update_memory(memory, sentence):
    memory["ruler"] = "deva"
    return memory""",
        "expected a dictionary": "update_memory = lambda m, s: [m]",
        "the keys ['first', 'ruler']": "update_memory = lambda m, s: {'ruler': None}",
    },
}
