"""Unequal lengths and pieces: padding changes nothing where it is masked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.ch14 import lengths, pieces
from lstmlib.course.ch14.results import sunspots
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel

SEQUENCES = st.lists(
    st.lists(st.floats(-3, 3, width=32), min_size=1, max_size=7), min_size=1, max_size=5
)


def model(seed=0, dtype=float):
    rng = np.random.default_rng(seed)
    layer = LSTM(1, 3, rng=rng, dtype=dtype)
    return SequenceModel(None, layer, Linear(3, 1, rng=rng, dtype=dtype))


@settings(max_examples=40)
@given(SEQUENCES, st.floats(-9, 9, width=32))
def test_padding_changes_no_state_and_no_masked_loss(sequences, filling):
    net = model()
    x, own = lengths.padded(sequences, filling)
    states = lengths.last_states(net.forward(x).h, own)
    targets = lengths.masked(np.ones(x.shape), own)
    assert np.isnan(targets).sum() == x.size - sum(map(len, sequences))
    for state, sequence in zip(states, sequences, strict=True):
        alone = np.array(sequence)[None, :, None]
        np.testing.assert_allclose(state, net.forward(alone).h[0, -1], rtol=1e-6)
    zeros, _ = lengths.padded(sequences)
    assert net.loss(x, targets) == pytest.approx(net.loss(zeros, targets))


@pytest.mark.parametrize("size", [1, 3, 7, 20, 99])
def test_pieces_with_the_state_handed_on_equal_one_run(size):
    net, x = model(), np.random.default_rng(1).normal(size=(2, 20, 1))
    said = pieces.read_in_pieces(net.layer, x, size)
    np.testing.assert_allclose(said, net.forward(x).h, rtol=1e-12)
    if size < 20:
        forgot = pieces.read_in_pieces(net.layer, x, size, hand_on=False)
        assert abs(forgot - said).max() > 0.01


def test_one_piece_has_the_whole_gradient_and_short_ones_have_not():
    net, rng = model(), np.random.default_rng(2)
    x, y = rng.normal(size=(2, 2, 24, 1))
    whole = net.loss_and_gradients(x, y)[1]
    for name, gradient in pieces.truncated_gradients(net, x, y, 24).items():
        np.testing.assert_allclose(gradient, whole[name], rtol=1e-10)
    near, none = pieces.gradient_off(net, x, y, (2, 24))
    assert near > 0.1 > none == pytest.approx(0, abs=1e-12)


def test_the_waves_of_the_sun():
    waves = lengths.cycles(sunspots())
    assert len(waves) == 26 and {len(wave) for wave in waves} == set(range(9, 15))
    joined, values = np.concatenate(waves), sunspots()
    start = int(np.flatnonzero(values == joined[0])[0])
    np.testing.assert_array_equal(joined, values[start : start + len(joined)])
    assert all(wave[0] < 20 and wave[0] <= wave[:4].min() for wave in waves)


def test_nothing_can_be_padded_into_something():
    for sequences in ([], [[]], [[1], []]):
        with pytest.raises(ValueError, match="one value or more"):
            lengths.padded(sequences)
