"""Chapter 14: a series in its parts, forecasts of it, and who errs how much."""

import numpy as np

from lstmlib.course.ch14.results import BLOCK, FIRST, JUDGED, by_seed_and_block
from lstmlib.course.drawing.plots import label_ends, plot_line
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import at_most, mean_interval

MODEL_LOOKS = {
    "LSTM": LOOKS["c"],
    "RNN": LOOKS["h"],
    "linear": LOOKS["h"]._replace(
        colour="#8A5A2B", shade="#A9713A", dash="long", marker="D"
    ),
    "eleven years ago": LOOKS["h"]._replace(
        colour="#5F6F1F", shade="#7F8F3F", dash="dash-dot", marker="^"
    ),
    "last value": LOOKS["chance"]._replace(marker="s"),
}
TRUE = LOOKS["i"]._replace(dash="solid", marker="o", width=1.6)
"""What came: the numbers themselves."""

PARTS = ((1700, 1809, "learn"), (1809, 1889, "choose"), (1889, 2009, "judge"))


def draw_series(ax, years, values):
    """The whole series, and what each part of it is for."""
    style = TRUE.in_figure() | {"label": "_", "linewidth": 1.2}
    ax.plot(years, values, **style)
    top = 1.22 * values.max()
    for start, end, words in PARTS:
        place = {"ha": "center", "fontweight": "bold", "zorder": 3}
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        ax.text((start + end) / 2, 0.92 * top, words, bbox=ground, **place)
        if start > years[0]:
            ax.axvline(start - 0.5, color="#444444", linewidth=1.4)
    for start in list(JUDGED)[1:]:
        ax.axvline(start - 0.5, color="#BBBBBB", linewidth=0.8)
    ax.set(xlim=(years[0], years[-1] + 1), ylim=(0, top))
    ax.set(xlabel="year", ylabel="sunspots")
    return (
        f"{len(values)} numbers from {values.min():g} to {values.max():g}: settings "
        f"are chosen by forecasts of {PARTS[1][0]} to {PARTS[1][1] - 1}, and judged in "
        f"{len(JUDGED)} blocks of {BLOCK} years, {JUDGED[0]} to {years[-1]}"
    )


def draw_blocks(axes, values, told):
    """Twenty years each, and what was forecast for every year the year before.

    values: the whole series; told: {first year: {forecaster: (20,)}}, LSTM, linear and
    last value. The LSTM's error is told by a bar that another seed keeps, too.
    """
    findings = []
    for ax, (start, said) in zip(axes, told.items(), strict=True):
        years = np.arange(start, start + BLOCK)
        came = values[years - FIRST]
        for name in ("last value", "linear", "LSTM"):
            look = MODEL_LOOKS[name]
            ax.plot(years, said[name], **(look.in_figure() | {"label": name}))
        dots = {"color": TRUE.colour, "markersize": 4.5, "linewidth": 0.8}
        ax.plot(years, came, f"{TRUE.marker}-", label="what came", **dots)
        ax.set(xlim=(years[0] - 0.5, years[-1] + 0.5), ylim=(0, 215), xlabel="year")
        ax.set_xticks(years[::5])
        off = {n: np.sqrt(np.mean((line - came) ** 2)) for n, line in said.items()}
        findings.append(
            f"{start} to {years[-1]}, up to {came.max():.0f} came: mean error of the "
            f"LSTM {at_most([off['LSTM']], (17, 35))}, of the linear forecast "
            f"{off['linear']:.0f}, of the last value {off['last value']:.0f}"
        )
    axes[0].set_ylabel("sunspots, one year ahead")
    axes[-1].legend(loc="upper right", fontsize=9)
    return ". ".join(findings)


def draw_ahead(ax, found):
    """Errors over years ahead, mean of blocks and seeds; a band from seed to seed.

    found: {model: (seeds, blocks, 11)}, as `results.judged_errors` returns it.
    """
    for model, errors in found.items():
        seeds = errors.mean(axis=1)
        years, look = np.arange(1, seeds.shape[1] + 1), MODEL_LOOKS[model]
        if len(seeds) > 1:
            low, high = seeds.min(axis=0), seeds.max(axis=0)
            ax.fill_between(years, low, high, color=look.colour, alpha=0.15, lw=0)
        style = look.in_figure() | {"label": model}
        ax.plot(years, seeds.mean(axis=0), marker=look.marker, markersize=5, **style)
    ax.set(xlim=(0.8, years[-1] + 0.2), ylim=(0, None), xticks=years)
    ax.set(xlabel="years ahead", ylabel="error in sunspots")
    ax.legend(loc="upper right", fontsize=9)
    return _tell_ahead(found)


def _tell_ahead(found):
    means = {model: errors.mean() for model, errors in found.items()}
    told = ", ".join(f"{model} {mean:.0f}" for model, mean in means.items())
    seeds, blocks = by_seed_and_block(found["LSTM"])
    return (
        f"Mean error from one to eleven years ahead: {told}. The LSTM's lies in "
        f"{seeds[1]:.0f} to {seeds[2]:.0f} if training is repeated, in "
        f"{blocks[1]:.0f} to {blocks[2]:.0f} if the years are others"
    )


def draw_differences(axes, races, models=("LSTM", "RNN", "eleven years ago")):
    """By how much each errs more than the linear forecast, block by block.

    races: {heading: {model: (seeds, blocks, years ahead)}}, a panel each. Points are
    blocks; the bar is the 95 % interval of their mean, and a filled mark is one whose
    bar leaves out 0.
    """
    told = []
    for ax, (heading, found) in zip(axes, races.items(), strict=True):
        line, parts = found["linear"].mean(axis=(0, 2)), []
        own = {m: found[m].mean(axis=(0, 2)) - line for m in models if m in found}
        for model, more in own.items():
            _draw_difference(ax, models.index(model), more, MODEL_LOOKS[model])
            parts.append(f"{model} {_interval(more)}")
        ax.axvline(0, color="#444444", linewidth=1.2)
        ax.set_yticks(range(len(models)), models)
        ax.set(ylim=(len(models) - 0.6, -0.85), xlabel="more error than linear →")
        ax.set_title(heading, fontsize=10)
        ax.grid(visible=False, axis="y")
        for model, more in own.items():
            _name_the_worst(ax, models.index(model) - LIFT, more)
        told.append(f"{heading}: {', '.join(parts)}")
    return f"More error than the linear forecast, 95 %. {'. '.join(told)}"


LIFT = 0.28
"""How far above its bar a row has the dots of its blocks."""


def _draw_difference(ax, place, more, look):
    mean, low, high = mean_interval(more)
    ax.plot([low, high], [place] * 2, color=look.colour, linewidth=2.4)
    fill = "white" if low <= 0 <= high else look.colour
    ax.plot(mean, place, look.marker, color=look.colour, markersize=8,
            markerfacecolor=fill, markeredgewidth=1.6)  # fmt: skip
    at = np.full(len(more), place - LIFT)
    ax.plot(more, at, "o", color=look.colour, markersize=4, alpha=0.6)


def _name_the_worst(ax, y, more):
    """The block with most error, on that side of its dot where there is room."""
    worst, (low, high) = int(np.argmax(more)), ax.get_xlim()
    room = more[worst] < low + 0.75 * (high - low)
    side = (
        {"xytext": (7, -3), "ha": "left"} if room else {"xytext": (4, 5), "ha": "right"}
    )
    words = f"from {JUDGED[worst]}"
    ax.annotate(words, (more[worst], y), textcoords="offset points", fontsize=9, **side)


def _interval(more):
    _, low, high = mean_interval(more)
    decided = "" if low <= 0 <= high else ", decided"
    return f"{low:.1f} to {high:.1f}{decided}"


def draw_sizes(axes, found, usual=(16, 300)):
    """Error over the number of units, and for batches and lessons of another kind.

    found: as `results.sizes` returns it; axes: two panels.
    """
    look = LOOKS["c"]
    by_units = {s[0]: e for s, e in found.items() if s[1:] == (*usual, 1)}
    units, ends = list(by_units), [e.mean() for e in by_units.values()]
    for place, errors in enumerate(by_units.values()):
        _draw_seeds(axes[0], place, errors, look)
    axes[0].plot(range(len(units)), ends, color=look.colour)
    axes[0].set_xticks(range(len(units)), units)
    axes[0].set(xlabel="units", ylabel="error in sunspots")
    axes[0].set_title("how many units", fontsize=10)
    own = max(s[0] for s in found if s[1:3] != usual)
    others = [(own, *usual, 1), *(s for s in found if s[1:] != (*usual, 1))]
    for place, size in enumerate(others):
        _draw_seeds(axes[1], place, found[size], look)
    names = [_size_name(size) for size in others]
    axes[1].set_xticks(range(len(others)), names, fontsize=8)
    axes[1].set_title(f"batch × updates, {own} units", fontsize=10)
    told = ", ".join(f"{end:.1f} with {n}" for n, end in zip(units, ends, strict=True))
    return (
        f"Error by units: {told}. With {own} units: "
        + "; ".join(f"{name.replace(chr(10), ' ')} {found[size].mean():.1f}"
                    for name, size in zip(names, others, strict=True))
    )  # fmt: skip


def _size_name(size):
    _, batch, updates, every = size
    return f"{batch} ×\n{updates}" + ("" if every else "\nlast step")


def _draw_seeds(ax, place, errors, look):
    xs = place + 0.03 * (np.arange(len(errors)) - (len(errors) - 1) / 2)
    ax.plot(xs, errors, "o", color=look.colour, markersize=3, alpha=0.5)
    ax.plot(place, errors.mean(), "_", color=look.colour, markersize=16, mew=2.4)


def draw_curved(axes, found):
    """Errors on a curved series over noise: a panel for few values, one for many."""
    counts = sorted({count for count, _ in found})
    noises = sorted({noise for _, noise in found})
    xs, told = np.arange(len(noises)), []
    for ax, count in zip(axes, counts, strict=True):
        ends = []
        for model in ("LSTM", "linear"):
            look = MODEL_LOOKS[model]
            runs = [found[count, noise][model] for noise in noises]
            mean, low, high = np.transpose([mean_interval(run) for run in runs])
            ax.fill_between(xs, low, high, color=look.colour, alpha=0.15, lw=0)
            plot_line(ax, xs, mean, look)
            ends.append((xs[-1], mean[-1], model, look))
        floor = LOOKS["chance"]
        ax.plot(xs, noises, **(floor.in_figure() | {"label": "_"}))
        ends.append((xs[-1], noises[-1], "noise", floor))
        ax.set_xticks(xs, [f"{noise:g}" for noise in noises])
        ax.set(xlim=(0, xs[-1]), ylim=(0, 1.45), xlabel="noise")
        ax.set_title(f"{count} values", fontsize=10)
        label_ends(ax, ends)
        ratios = [
            found[count, noise]["linear"].mean() / found[count, noise]["LSTM"].mean()
            for noise in noises
        ]
        told.append(
            f"with {count} values the linear error is {ratios[0]:.0f} times the LSTM's "
            f"without noise, {ratios[-1]:.1f} times with noise {noises[-1]:g}"
        )
    axes[0].set_ylabel("error, 10 steps ahead")
    return "Ten steps ahead: " + "; ".join(told)
