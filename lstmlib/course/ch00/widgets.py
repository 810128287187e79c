"""Chapter 00: hear a story beside two networks, and be the memory yourself."""

from lstmlib.course.ch00.two_listeners import STORIES, listen
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import choice, explore, slider
from lstmlib.course.stories import memory_game as game

__all__ = ["STORIES", "draw_game", "listen", "memory_game"]


def draw_game(number, choices):
    """The sentence read now (counted from 1), the boxes, and at the end the quiz."""
    boxes, last = game.fill_boxes(choices[:number]), number == len(game.STORY)
    places, sentences = len(game.BOXES), len(game.STORY)
    finding = (
        f"Sentence {number} of {sentences}: {len(boxes)} of {places} places are full"
    )
    if last:
        score = f"{sum(game.answered(boxes))} of {len(game.QUIZ)}"
        finding = f"The story is over: your boxes answer {score} questions"
    drawing = Drawing(720, 335, finding, title_lines=1)
    drawing.rect(0, 4, 720, 48, radius=8)
    drawing.text(360, 28, f"“{game.STORY[number - 1]}”", 18, "middle", "bold")
    for k, place in enumerate(game.BOXES):
        _draw_place(drawing, place, boxes.get(place), 70 + 30 * k)
    if last:
        _draw_quiz(drawing, game.answered(boxes))
    else:
        drawing.text(40, 212, "Five questions come with the last sentence.", 14)
    return drawing


def _draw_place(drawing, place, kept, y):
    look = LOOKS["h"] if place == "short-term" else LOOKS["c"]
    drawing.line([0, 30], [y + 12] * 2, look.shade, look.width, look.dash)
    drawing.text(40, y + 12, place, 14)
    words = f"{kept}. {game.STORY[kept - 1]}" if kept else "(empty)"
    drawing.text(160, y + 12, words, 14, weight="bold" if kept else "normal")


def _draw_quiz(drawing, answered):
    for k, ((question, answer, _), known) in enumerate(
        zip(game.QUIZ, answered, strict=True)
    ):
        y = 212 + 26 * k
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
