"""What chapter 07 says of the collected table holds in the committed one."""

import pytest

from lstmlib.course.lab.possible import read_possible
from lstmlib.course.lab.statistics import wilson_interval


@pytest.fixture
def collected():
    return read_possible()


def test_each_network_made_by_hand_can_do_its_task(collected):
    assert set(collected) == {"01", "03", "04", "05", "06"}
    assert all(told.right == 1 and told.margin > 0 for told in collected.values())


def test_training_found_the_second_path_nearly_always_and_the_others_never(collected):
    second = collected.pop("03")
    assert second.found >= 0.8 * second.tried
    assert all(told.found == 0 < told.tried for told in collected.values())
    # The interval of the second path lies above all the others.
    low, _ = wilson_interval(second.found, second.tried)
    assert all(wilson_interval(t.found, t.tried)[1] < low for t in collected.values())
