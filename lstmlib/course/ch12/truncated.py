"""Learning as in 1997: blame walks back along the cell state, or not at all."""

import numpy as np

from lstmlib.layers import LSTM, RNN


class TruncatedLSTM(LSTM):
    """An LSTM whose blame never leaves through a gate or through h.

    The gradient of Hochreiter & Schmidhuber (1997) and of Gers et al. (2000), computed
    backwards in time: dh_prev of every step is left out. So all but the way along c
    can be computed for all steps at once.
    """

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back -> dx (N, T, D) and the truncated gradients."""
        x, h_prev, c_prev, i, f, g, o, c, _ = trace
        tanh_c = np.tanh(c)
        dc = dh * o * (1 - tanh_c**2)
        for t in reversed(range(dc.shape[1] - 1)):
            dc[:, t] += dc[:, t + 1] * f[:, t + 1]
        slopes = {
            "i": dc * g * i * (1 - i),
            "f": dc * c_prev * f * (1 - f),
            "g": dc * i * (1 - g**2),
            "o": dh * tanh_c * o * (1 - o),
        }
        for gate in self.fixed_gates:
            slopes[gate][...] = 0
        da = np.concatenate([slopes[gate] for gate in "ifgo"], axis=-1)
        return da @ self.params["W_x"].T, _of_weights(da, x, h_prev)


class OneStepRNN(RNN):
    """A plain RNN whose blame never goes back in time at all.

    So Elman (1990) trained his network: what h held before the step is taken as given.
    """

    def backward(self, dh, trace):
        """Carry dh (N, T, H) to the weights of its own step -> dx, the gradients."""
        da = dh * (1 - trace.h**2)
        return da @ self.params["W_x"].T, _of_weights(da, trace.x, trace.h_prev)


def _of_weights(da, x, h_prev):
    """Sum over all sequences and steps -> the gradients of W_x, W_h and b."""
    flat = da.reshape(-1, da.shape[-1])
    return {
        "W_x": x.reshape(len(flat), -1).T @ flat,
        "W_h": h_prev.reshape(len(flat), -1).T @ flat,
        "b": flat.sum(axis=0),
    }
