"""Chapter 07: how much time each trick of the fast layer saves."""

from lstmlib.style import LOOKS

BOOK_LOOK, TRICK_LOOK = LOOKS["chance"], LOOKS["king 2"]


def draw_ladder(ax, seconds, sizes):
    """Bars: the time of each rung {name: seconds}; the first is what all compare to.

    sizes is a title such as "N = 16, H = 32", which the finding repeats.
    """
    first, *_, last = seconds.values()
    colours = [BOOK_LOOK.colour] + [TRICK_LOOK.colour] * (len(seconds) - 1)
    bars = ax.barh(range(len(seconds)), _milliseconds(seconds), 0.72, color=colours)
    ax.bar_label(bars, _gains(seconds), padding=4)
    ax.set_yticks(range(len(seconds)), list(seconds))
    ax.set_title(sizes, fontsize="medium")
    ax.set(xlabel="milliseconds, forward and backward", ylim=(len(seconds) - 0.5, -0.5))
    # Room for the words beside a bar that is as long as the first one.
    ax.set_xlim(0, 1.8e3 * max(seconds.values()))
    ax.grid(visible=False, axis="y")
    takes = "takes" if last < first * 2 / 3 else "does not take"
    return (
        f"With {sizes} the fast layer {takes} less than two thirds of the time "
        "of the loop by the book"
    )


def _milliseconds(seconds):
    return [1e3 * s for s in seconds.values()]


def _gains(seconds):
    first, *others = seconds.values()
    return ["", *(f"{first / s:.1f} times as fast" for s in others)]
