"""Chapter 00: hear a story beside two networks, and be the memory yourself."""

from lstmlib.course.ch00.two_listeners import STORIES, listen
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import choice, explore, slider
from lstmlib.course.stories import memory_game as game

__all__ = ["STORIES", "draw_game", "listen", "memory_game"]


def draw_game(number, choices):
    """The sentence read now (counted from 1), the boxes, and at the end the quiz."""
    boxes = game.fill_boxes(choices[:number])
    known = game.answered(boxes)
    told = finding(number, len(boxes), sum(known))
    drawing = Drawing(720, 335, told, title_lines=1)
    drawing.rect(0, 4, 720, 48, radius=8)
    drawing.text(360, 28, f"“{game.STORY[number - 1]}”", 18, "middle", "bold")
    for k, place in enumerate(game.BOXES):
        draw_place(drawing, k, boxes.get(place))
    if number < len(game.STORY):
        drawing.text(40, 212, "Five questions come with the last sentence.", 14)
        return drawing
    for k in range(len(game.QUIZ)):
        draw_question(drawing, k, known[k])
    return drawing


def finding(number, full, score):
    """What the picture says: how many places are full, at the end what they answer."""
    if number == len(game.STORY):
        told = f"your boxes answer {score} of {len(game.QUIZ)} questions"
        return f"The story is over: {told}"
    places, sentences = len(game.BOXES), len(game.STORY)
    return f"Sentence {number} of {sentences}: {full} of {places} places are full"


def draw_place(drawing, k, kept):
    """The place k, counted from 0, with the sentence it keeps: its number, or None."""
    place, y = game.BOXES[k], 70 + 30 * k
    look = LOOKS["h"] if place == "short-term" else LOOKS["c"]
    drawing.line([0, 30], [y + 12] * 2, look.shade, look.width, look.dash)
    drawing.text(40, y + 12, place, 14)
    words = f"{kept}. {game.STORY[kept - 1]}" if kept else "(empty)"
    drawing.text(160, y + 12, words, 14, weight="bold" if kept else "normal")


def draw_question(drawing, k, known):
    """The question k of the quiz, counted from 0, and whether the boxes answer it."""
    (question, answer, _), y = game.QUIZ[k], 212 + 26 * k
    drawing.text(40, y, ("✓ " if known else "✗ ") + question, 14)
    told = answer if known else "your boxes do not say"
    drawing.text(300, y, told, 14, weight="bold" if known else "normal")


def memory_game(choices, start=1):
    """Step through the story and choose a place for each sentence.

    choices: a list with one of game.CHOICES per sentence; the widget changes it.
    start: the sentence that is shown first, counted from 1.
    """
    if len(choices) != len(game.STORY):
        raise ValueError(f"expected {len(game.STORY)} choices, got {len(choices)}")
    place, at = choice(game.CHOICES, choices[start - 1], label="put it into"), start
    number = slider(1, len(game.STORY), start, label="sentence")

    def draw(sentence, place_now):
        nonlocal at
        if sentence == at:
            choices[at - 1] = place_now
        at = sentence
        return draw_game(at, choices)

    explorer = explore(draw, sentence=number, place_now=place)

    def turn_to(change):
        # Another sentence: show the choice that was made for it.
        explorer.set(place_now=choices[change["new"] - 1])

    number.observe(turn_to, "value")
    return explorer
