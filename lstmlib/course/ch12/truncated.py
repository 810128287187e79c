"""Learning as in 1997: blame walks back along the cell state, and nowhere else."""

import numpy as np

from lstmlib.layers import LSTM


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
        flat = da.reshape(-1, da.shape[-1])
        grads = {
            "W_x": x.reshape(len(flat), -1).T @ flat,
            "W_h": h_prev.reshape(len(flat), -1).T @ flat,
            "b": flat.sum(axis=0),
        }
        return da @ self.params["W_x"].T, grads
