"""What all figures share: powers of ten, labels at the ends of lines."""

import numpy as np
import pytest

from lstmlib.course.ch01.figures import NAMED_LOOKS
from lstmlib.course.ch04.figures import draw_bias_flow
from lstmlib.course.drawing import plots


@pytest.mark.parametrize(
    ("norm", "words"), [(2e-5, "about 10⁻⁵"), (1.4, "about 1"), (8e9, "about 10¹⁰")]
)
def test_power_is_the_nearest_power_of_ten(norm, words):
    assert plots.power(norm) == words


def test_labels_at_line_ends_do_not_hide_each_other(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    look = NAMED_LOOKS[0]
    plots.label_ends(ax, [(1, 0.5, "a", look), (1, 0.5, "b", look), (1, 2, "c", look)])
    heights = sorted(text.get_position()[1] for text in ax.texts)
    assert min(np.diff(heights)) > 0.08 and 0 <= heights[0] and heights[-1] <= 1


def test_more_lines_than_looks_get_one_sentence(ax):
    flows = {f"network {k}": np.ones((1, 5)) for k in range(9)}
    with pytest.raises(ValueError, match="expected at most 5 lines, got 9"):
        draw_bias_flow(ax, flows)
