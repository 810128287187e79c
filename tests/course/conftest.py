"""What the tests of several chapters share."""

import pytest
from matplotlib import pyplot as plt

from lstmlib.course.drawing import plots


@pytest.fixture
def ax():
    """Axes of a figure that is closed again."""
    fig, ax = plots.new_figure()
    yield ax
    plt.close(fig)
