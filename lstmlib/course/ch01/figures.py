"""Chapter 01: what an RNN recalls, and whom it names."""

import numpy as np

from lstmlib.course.drawing.plots import (
    QUESTION_LABELS,
    label_ends,
    plot_chance,
    plot_line,
)
from lstmlib.course.drawing.style import LOOKS

NAMED = ("first king", "second king", "third king", "someone else")
NAMED_LOOKS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["chance"])
HATCHES = ("", "//", "..", "xx")


def draw_recall(ax, distances, scores, chance):
    """Recall against filler words per reign.

    scores {kind: (seeds, distances) shares}: the line is the mean, the band goes from
    the worst to the best seed.
    """
    ends = []
    for kind, values in scores.items():
        look, words = QUESTION_LABELS[kind]
        values = np.asarray(values)
        low, high = values.min(axis=0), values.max(axis=0)
        ax.fill_between(distances, low, high, color=look.colour, alpha=0.15, lw=0)
        plot_line(ax, distances, values.mean(axis=0), look)
        ends.append((distances[-1], values[:, -1].mean(), words, look))
    ends.append(plot_chance(ax, chance, distances[-1], f"guessing: {chance:.2f}"))
    ax.set(xlabel="filler words in each reign", ylabel="share of right answers")
    ax.set(xlim=(0, distances[-1]), ylim=(0, 1.03))
    label_ends(ax, ends)
    means = {kind: np.mean(values, axis=0) for kind, values in scores.items()}
    return _compare_recall(means, np.asarray(distances) >= 10)


def _compare_recall(means, far):
    ratio = means["current"] / np.maximum(means["first"], 1e-9)
    if far.any() and np.min(ratio[far]) > 2:
        return "From 10 words on, it names the ruler over twice as often"
    if ratio[0] < 1.5 < ratio[-1]:
        return "Up close it knows both kings; far away mostly the ruler"
    return "The RNN names the first king about as often as the ruler"


# How each lesson of data/rnn_lessons.csv looks, and its words.
LESSONS = {
    "both": (LOOKS["king 3"], "as they come"),
    "first weighs more": (LOOKS["king 1"], "first × 5.5"),
    "first alone": (LOOKS["king 2"], "first alone"),
}


def draw_lessons(axes, distances, shares):
    """What other lessons teach: one panel per question, a line per lesson.

    axes: two panels; shares {lesson: {"current", "first": (seeds, distances)}}; a
    lesson without "current" never asks for the ruler.
    """
    for ax, kind in zip(axes, ("current", "first"), strict=True):
        ends = []
        for lesson, (look, words) in LESSONS.items():
            if kind in shares[lesson]:
                mean = np.mean(shares[lesson][kind], axis=0)
                plot_line(ax, distances, mean, look)
                ends.append((distances[-1], mean[-1], words, look))
        ends.append(plot_chance(ax, 0.25, distances[-1], "guessing"))
        ax.set(xlabel="filler words in each reign", xlim=(0, distances[-1]))
        ax.set(ylim=(0, 1.03), title=QUESTION_LABELS[kind][1])
        label_ends(ax, ends)
    axes[0].set_ylabel("share of right answers")
    far = np.asarray(distances) >= 10
    usual, weighted = (
        {kind: np.mean(shares[lesson][kind], axis=0)[far] for kind in shares["both"]}
        for lesson in ("both", "first weighs more")
    )
    if np.all(usual["current"] > 1.5 * usual["first"]) and np.all(
        weighted["first"] > 1.5 * weighted["current"]
    ):
        return (
            "Weigh the first king more, and it loses the ruler instead: at "
            f"{distances[-1]} words the ruler falls from {usual['current'][-1]:.2f} to "
            f"{weighted['current'][-1]:.2f}, the first king rises from "
            f"{usual['first'][-1]:.2f} to {weighted['first'][-1]:.2f}"
        )
    return "With another weight it answers no other question better"


def whom_they_name(answers, chronicles):
    """Share of answers that are the first, second, third king, or anyone else: (4,)."""
    counts = np.zeros(4)
    for answer, chronicle in zip(answers, chronicles, strict=True):
        kings = [e.name for e in chronicle.events if e.kind == "crowned"]
        counts[kings.index(answer) if answer in kings else 3] += 1
    return counts / counts.sum()


def draw_named(ax, distances, shares):
    """Bars: whom the answers to “who was first?” name; shares (distances, 4)."""
    shares, places = np.asarray(shares), np.arange(len(distances))
    left = np.zeros(len(distances))
    for k, (words, look) in enumerate(zip(NAMED, NAMED_LOOKS, strict=True)):
        ax.barh(places, shares[:, k], left=left, color=look.colour, height=0.72,
                hatch=HATCHES[k], edgecolor="white", label=words)  # fmt: skip
        left += shares[:, k]
    ax.set_yticks(places, [str(d) for d in distances])
    ax.invert_yaxis()
    ax.set(xlabel="share of answers", ylabel="filler words in each reign", xlim=(0, 1))
    ax.grid(visible=False)
    ax.legend(
        frameon=False,
        ncols=4,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        handlelength=1.6,
    )
    far = [k for k, distance in enumerate(distances) if distance >= 10]
    if far and all(shares[k].argmax() == 2 for k in far):
        return "From 10 words on, it most often names the living king"
    return "It does not always name the living king most often"
