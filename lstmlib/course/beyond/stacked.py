"""Layers made of layers: one above the other, or one that reads from the end.

    deep = Stacked(LSTM(1, 8, rng=rng), LSTM(8, 8, rng=rng))
    both = Bidirectional(LSTM(1, 8, rng=rng), LSTM(1, 8, rng=rng))

Both have what a layer has: params, forward -> trace, backward -> gradients; so
`SequenceModel(None, deep, linear)` learns with them as with any layer, and a part may
be made of parts itself. A weight's name begins with the number of its part: "0.W_x".
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._validate import check_sequence, check_shape


class JoinedTrace(NamedTuple):
    """What happened in a layer that is made of layers."""

    h: ndarray  # (N, T, H) what the whole layer says at every step
    traces: tuple  # the trace of each part, in the parts' own order of time


class _Joined:
    """Parts that are layers, and their weights under one roof."""

    def __init__(self, *parts):
        self.parts, self.input_size = parts, parts[0].input_size
        self.params = _named(part.params for part in parts)

    def _states(self, states):
        if states is None:
            return [None] * len(self.parts)
        if len(states) != len(self.parts):
            raise ValueError(
                f"expected {len(self.parts)} states, one for each part, "
                f"got {len(states)}"
            )
        return states


def _named(dictionaries):
    return {
        f"{number}.{name}": array
        for number, arrays in enumerate(dictionaries)
        for name, array in arrays.items()
    }


class Stacked(_Joined):
    """Layers on top of each other: each one reads the h of the one below.

    Raises ValueError unless each fits on the one below.
    """

    def __init__(self, *layers):
        if not layers:
            raise ValueError("expected at least one layer, got none")
        for below, above in zip(layers, layers[1:], strict=False):
            if above.input_size != below.hidden_size:
                raise ValueError(
                    f"expected a layer of input_size {below.hidden_size} above "
                    f"{below.hidden_size} units, got {above.input_size}"
                )
        super().__init__(*layers)
        self.hidden_size = layers[-1].hidden_size

    def forward(self, x, states=None):
        """Run over x (N, T, D), from a state for each layer, or zeros -> JoinedTrace.

        Raises ValueError for what one of the layers cannot read.
        """
        traces = []
        for layer, state in zip(self.parts, self._states(states), strict=True):
            traces.append(layer.forward(x, state))
            x = traces[-1].h
        return JoinedTrace(x, tuple(traces))

    def backward(self, dh, trace):
        """Carry dh (N, T, H) down through all layers -> dx, gradients by name.

        Raises ValueError for a wrong shape.
        """
        grads = []
        for layer, own in zip(self.parts[::-1], trace.traces[::-1], strict=True):
            dh, own_grads = layer.backward(dh, own)
            grads.append(own_grads)
        return dh, _named(reversed(grads))


class Bidirectional(_Joined):
    """A layer that reads from the start beside one that reads from the end.

    At every step h is what both say, side by side (Schuster & Paliwal 1997): the
    second has read the rest of the sequence, so this is not for forecasting.
    Raises ValueError unless both read inputs of one size.
    """

    def __init__(self, onward, back):
        if onward.input_size != back.input_size:
            raise ValueError(
                "expected two layers of one input_size, "
                f"got {onward.input_size} and {back.input_size}"
            )
        super().__init__(onward, back)
        self.hidden_size = onward.hidden_size + back.hidden_size

    def forward(self, x, states=None):
        """Run over x (N, T, D), from a state for each, or zeros -> JoinedTrace.

        The trace of the second runs against time. Raises ValueError for what one of
        the layers cannot read.
        """
        x = check_sequence(x, self.input_size)
        (onward, back), states = self.parts, self._states(states)
        traces = onward.forward(x, states[0]), back.forward(x[:, ::-1], states[1])
        h = np.concatenate([traces[0].h, traces[1].h[:, ::-1]], axis=2)
        return JoinedTrace(h, traces)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through both -> dx (N, T, D), gradients by name.

        Raises ValueError for a wrong shape.
        """
        check_shape("dh", dh, trace.h.shape)
        (onward, back), size = self.parts, self.parts[0].hidden_size
        dx, grads = onward.backward(dh[..., :size], trace.traces[0])
        dx_back, grads_back = back.backward(dh[:, ::-1, size:], trace.traces[1])
        return dx + dx_back[:, ::-1], _named([grads, grads_back])
