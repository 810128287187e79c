"""Be the memory: the story of chapter 00, four places, and a quiz."""

import json
from pathlib import Path

from lstmlib._files import write_whole

STORY = (
    "an ancient story .",
    "in avanti king arjun rules .",
    "a boat goes down the river .",
    "king arjun goes to war .",
    "king arjun wins .",
    "king arjun dies .",
    "son bala becomes king .",
    "poet chandra dies .",
    "king bala wants revenge .",
    "king bala loses .",
    "king bala dies .",
    "grandson deva becomes king .",
    "the market is open again .",
    "king deva is clever .",
    "king deva wins .",
)
PASS = "let it pass"
BOXES = ("short-term", "long-term 1", "long-term 2", "long-term 3")
CHOICES = (PASS, *BOXES)
# How the game begins: the first sentence is in a place, all others pass.
OPENING = (BOXES[1], *[PASS] * (len(STORY) - 1))
# Each question, its answer, and the sentences (counted from 1) that give it.
QUIZ = (
    ("What happened last?", "deva won", (15,)),
    ("Who is the hero now?", "deva", (12, 14, 15)),
    ("Who was the first king?", "arjun", (2,)),
    ("Swords or guns?", "swords", (1,)),
    ("Which king lost?", "bala", (10,)),
)


def fill_boxes(choices):
    """Read the story's first sentences with these choices -> {place: sentence number}.

    Writing into a place removes what stood there. Raises ValueError for more choices
    than sentences or an unknown choice.
    """
    if len(choices) > len(STORY):
        raise ValueError(f"expected at most {len(STORY)} choices, got {len(choices)}")
    boxes = {}
    for number, choice in enumerate(choices, 1):
        if choice not in CHOICES:
            raise ValueError(f"expected one of {', '.join(CHOICES)}, got {choice!r}")
        if choice != PASS:
            boxes[choice] = number
    return boxes


def answered(boxes):
    """For each question of the quiz: do the boxes hold a sentence that answers it?"""
    kept = set(boxes.values())
    return [bool(kept & set(tells)) for _, _, tells in QUIZ]


def save_choices(choices, path):
    """Keep the choices for chapter 10, and say so, or why they could not be kept.

    Nothing is written without any.
    """
    if set(choices) <= {PASS} or tuple(choices) == OPENING:
        print("You have not played yet, so nothing was saved: play, then run it again.")
        return
    score = sum(answered(fill_boxes(choices)))
    try:
        write_whole(path, json.dumps({"choices": list(choices)}).encode())
    except (OSError, ValueError) as problem:
        # The chapter goes on, and chapter 10 has boxes of its own.
        print(f"Not saved, so chapter 10 takes the boxes made there: {problem}.")
        return
    print(f"Saved for chapter 10: your boxes answer {score} of {len(QUIZ)} questions.")


def load_choices(path, here):
    """The choices that chapter 00 kept or, if there are none, those made here.

    here: {number of a sentence: place}; all other sentences pass. Prints which choices
    they are. Raises ValueError for a number or a place that the game does not have.
    """
    if strange := set(here) - set(range(1, len(STORY) + 1)):
        raise ValueError(f"expected sentences 1 to {len(STORY)}, got {strange.pop()!r}")
    choices = [here.get(number, PASS) for number in range(1, len(STORY) + 1)]
    fill_boxes(choices)
    try:
        kept = json.loads(Path(path).read_text(encoding="utf-8"))["choices"]
        fill_boxes(kept)
        if len(kept) != len(STORY):
            raise ValueError(f"expected {len(STORY)} choices, got {len(kept)}")
    except FileNotFoundError:
        print("Chapter 00 kept no boxes, so these are the ones made here.")
        return choices
    except Exception:  # each way of being damaged raises something else
        print("What chapter 00 kept cannot be read, so these are the boxes made here.")
        return choices
    print("These are your boxes from chapter 00.")
    return kept


def boxes_written(choices):
    """Sentences (from 1) put into long-term memory, and those that replaced another."""
    places, kept, replaced = {}, [], []
    for number, choice in enumerate(choices, 1):
        if choice in BOXES[1:]:
            kept.append(number)
            if choice in places:
                replaced.append(number)
            places[choice] = number
    return kept, replaced
