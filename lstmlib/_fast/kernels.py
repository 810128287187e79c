"""The fast loops of `layers`: examples are columns, and a gate is one slab of memory.

S (T + 1, D + H + 1, N): S[t] = [x_t; h_(t-1); 1]. One product W @ S[t] gives the inputs
of all gates at once, and every later operation of the loop runs over memory without a
gap. What does not depend on the loop is done before or after it, for many steps at a
time, and there each quantity of all steps is one piece of memory.

Inside the loops, functions have short local names and get `out` by position: on small
arrays NumPy spends more time on finding and reading arguments than on numbers.
"""

import itertools

import numpy as np

from lstmlib.cells import GATES, LSTMStep, RNNStep

# The one order of gates in this module. A step of an LSTM keeps its gates and the cell
# state before it as slabs of (H, N) numbers, one behind the other:
#
#     A (T + 1, 5, H, N):   A[t] = | o | i | f | g | c_prev |
#
# so that the loop's operations find what they need side by side: tanh o i f g, the rest
# of the sigmoids o i f, and the product of i f with g c. All slices come from ORDER.
ORDER = "oifgc"
AT = {gate: place for place, gate in enumerate(ORDER)}
TO_ORDER = [GATES.index(gate) for gate in ORDER if gate in GATES]

# The backward pass goes through so many steps at a time that what it prepares for them
# stays in a processor's second-level cache, but through enough to make large products.
BLOCK_BYTES, BLOCK_STEPS = 1 << 20, 8


def _slabs(names):
    """The slice of neighbours in ORDER, for example "oif"."""
    return slice(AT[names[0]], AT[names[-1]] + 1)


def to_columns(x):
    """(N, T, D) -> (T, D, N), a view."""
    return x.transpose(1, 2, 0)


def _stack(params, x, h0, *states):
    """S in the dtype of the weights, or complex if x or a state is; but for later h."""
    (N, T, D), H = x.shape, h0.shape[1]
    arrays = [*params.values(), *(a for a in (x, h0, *states) if a.dtype.kind == "c")]
    S = np.empty((T + 1, D + H + 1, N), np.result_type(*arrays))
    S[:T, :D] = to_columns(x)
    S[0, D:-1] = h0.T
    S[:, -1] = 1
    return S


def _stacked_weights(params):
    """[W_x; W_h; b] as (gates H, D + H + 1), a view."""
    return np.concatenate([params["W_x"], params["W_h"], params["b"][None]]).T


def _read_only_rows(*arrays):
    """Views (N, T, .) of columns: what is read at two places must not be changed."""
    for array in arrays:
        array = array.transpose(2, 0, 1)
        array.flags.writeable = False
        yield array


def run_rnn(params, x, h0):
    """Run a plain RNN over x (N, T, D) from h0 (N, H) -> trace, an RNNStep."""
    S, tanh, D = _stack(params, x, h0), np.tanh, x.shape[2]
    multiply_W = np.ascontiguousarray(_stacked_weights(params), S.dtype).dot
    for s, h in zip(S[:-1], S[1:, D:-1], strict=True):
        multiply_W(s, h)
        tanh(h, h)
    return RNNStep(*_read_only_rows(S[:-1, :D], S[:-1, D:-1], S[1:, D:-1]))


def _lstm_weights(params, dtype):
    """The stacked weights (4H, D + H + 1) in ORDER, those of o, i, f halved.

    sigmoid(a) = tanh(a / 2) / 2 + 1/2, so one tanh serves all four.
    """
    stacked = _stacked_weights(params)
    W = stacked.reshape(4, -1, stacked.shape[1])[TO_ORDER]
    W[_slabs("oif")] *= 0.5
    return np.ascontiguousarray(W.reshape(stacked.shape), dtype)


def _rest_of_sigmoids(fixed_gates, shape, dtype):
    """What tanh(a / 2) is multiplied by, and what is added, to give o, i, f.

    Twice 1/2; but a fixed gate is 0 times its tanh, plus its value.
    """
    half = np.array(0.5, dtype)
    if not fixed_gates:
        return half, half
    factors, summands = np.full((2, 3, *shape), half)
    for gate, value in fixed_gates.items():
        factors[AT[gate]], summands[AT[gate]] = 0, value
    return factors, summands


def run_lstm(params, x, h0, c0, fixed_gates):
    """Run an LSTM over x (N, T, D) from h0, c0 (N, H) -> trace, an LSTMStep."""
    S, (N, T, D), H = _stack(params, x, h0, c0), x.shape, h0.shape[1]
    A = np.empty((T + 1, len(ORDER), H, N), S.dtype)
    A[0, _slabs("c")] = c0.T
    parts, tanh_c = np.empty((2, H, N), S.dtype), np.empty((H, N), S.dtype)
    written, kept = parts
    factor, summand = _rest_of_sigmoids(fixed_gates, (H, N), S.dtype)
    add, multiply, tanh = np.add, np.multiply, np.tanh
    multiply_W = _lstm_weights(params, S.dtype).dot
    views = (S[:T], A[:T, _slabs("oifg")].reshape(T, 4 * H, N), A[:T, _slabs("oif")],
             A[:T, _slabs("if")], A[:T, _slabs("gc")], A[1:, AT["c"]],
             A[:T, AT["o"]], S[1:, D:-1])  # fmt: skip
    for s, a, oif, i_f, g_c, c, o, h in zip(*views, strict=True):
        multiply_W(s, a)
        tanh(a, a)
        multiply(oif, factor, oif)
        add(oif, summand, oif)
        multiply(i_f, g_c, parts)
        add(written, kept, c)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)
    by_gate, c = A[:-1].swapaxes(0, 1), AT["c"]
    gates = [by_gate[AT[gate]] for gate in GATES]
    fields = S[:-1, :D], S[:-1, D:-1], by_gate[c], *gates, A[1:, c], S[1:, D:-1]
    return LSTMStep(*_read_only_rows(*fields))


def _blocks(T, bytes_per_step):
    """Slices of the steps, about as many in each, from the last block to the first."""
    count = -(-T // max(BLOCK_STEPS, BLOCK_BYTES // bytes_per_step))
    edges = [T * k // count for k in range(count, -1, -1)]
    return [slice(start, stop) for stop, start in itertools.pairwise(edges)]


def _from_last(*arrays):
    return zip(*(array[::-1] for array in arrays), strict=True)


def rnn_backward(params, dh, trace):
    """dx (N, T, D) and the gradients of all weights by name."""
    (N, T, H), dtype = dh.shape, trace.h.dtype
    gradients, (dh_now, dh_next) = _Gradients(params, trace), np.zeros((2, H, N), dtype)
    add, multiply, multiply_W = np.add, np.multiply, params["W_h"].astype(dtype).dot
    for steps in _blocks(T, 2 * H * N * dtype.itemsize):
        slope = _columns(trace.h, steps, dtype) ** 2
        np.subtract(1, slope, slope)
        above = _columns(dh, steps, dtype)
        for dh_t, a in _from_last(above, slope):
            add(dh_t, dh_next, dh_now)
            multiply(a, dh_now, a)
            multiply_W(a, dh_next)
        gradients.add(steps, slope.swapaxes(1, 2))
    return gradients.all()


def _columns(x, steps, dtype):
    """Some steps of x (N, T, D) as columns (steps, D, N), in memory without gaps."""
    return np.ascontiguousarray(to_columns(x[:, steps]), dtype)


def _local_derivatives(trace, steps, fixed_gates, dtype):
    """What one step back multiplies by: dc per dh (steps, H, N), and the others as A.

    K (steps, 5, H, N): da_o per dh; da_i, da_f, da_g and dc_prev per dc.
    """
    fields = trace.o, trace.i, trace.f, trace.c, trace.g, trace.c_prev
    by_field = np.array([to_columns(field[:, steps]) for field in fields], dtype)
    sigmoids, partners = by_field[:3], by_field[3:]
    (o, i, f), tanh_c = sigmoids, partners[0]
    np.tanh(tanh_c, tanh_c)
    K = np.empty((len(o), len(ORDER), *o.shape[1:]), dtype)
    by_gate = K.swapaxes(0, 1)
    # Of a sigmoid s it is s (1 - s), times what s multiplies: tanh c, g or c_prev.
    slopes = 1 - sigmoids
    slopes *= sigmoids
    np.multiply(slopes, partners, by_gate[_slabs("oif")])
    for gate in fixed_gates:
        by_gate[AT[gate]] = 0
    # Of a tanh u it is 1 - u * u, times what multiplies u: o or i.
    to_c, slope = 1 - partners[:2] ** 2
    to_c *= o
    np.multiply(slope, i, by_gate[AT["g"]])
    by_gate[AT["c"]] = f
    return to_c, K


def lstm_backward(params, dh, trace, fixed_gates):
    """dx (N, T, D) and the gradients of all weights by name."""
    (N, T, H), dtype = dh.shape, trace.h.dtype
    W = params["W_h"].reshape(H, 4, H)[:, TO_ORDER].reshape(H, 4 * H)
    add, multiply, multiply_W = np.add, np.multiply, W.astype(dtype).dot
    gradients = _Gradients(params, trace)
    dh_now, dh_next, dc, dc_next = np.zeros((4, H, N), dtype)
    for steps in _blocks(T, 12 * H * N * dtype.itemsize):
        above = _columns(dh, steps, dtype)
        to_c, K = _local_derivatives(trace, steps, fixed_gates, dtype)
        views = (above, to_c, K[:, AT["o"]], K[:, _slabs("ifgc")],
                 K[:, _slabs("oifg")].reshape(len(K), 4 * H, N),
                 K[:, AT["c"]])  # fmt: skip
        for dh_t, c, o, ifgc, a, dc_prev in _from_last(*views):
            add(dh_t, dh_next, dh_now)
            multiply(c, dh_now, c)
            multiply(o, dh_now, o)
            add(dc_next, c, dc)
            multiply(ifgc, dc, ifgc)
            multiply_W(a, dh_next)
            dc_next = dc_prev
        dA = np.empty((len(K), N, len(GATES), H), dtype)
        for n, gate in enumerate(GATES):
            dA[:, :, n] = K[:, AT[gate]].swapaxes(1, 2)
        gradients.add(steps, dA)
    return gradients.all()


class _Gradients:
    """The gradients of x and of all weights, added up block by block."""

    def __init__(self, params, trace):
        (N, T, D), dtype = trace.x.shape, trace.h.dtype
        self._trace, self._back = trace, params["W_x"].T.astype(dtype)
        self._dx = np.empty((T, N, D), dtype)
        self._grads = {name: np.zeros(w.shape, dtype) for name, w in params.items()}

    def add(self, steps, dA):
        """dA (steps, N, gates H): the gradient before the gates of these steps."""
        inputs = {"W_x": self._trace.x, "W_h": self._trace.h_prev}
        dA = dA.reshape(-1, len(self._grads["b"]))
        np.dot(dA, self._back, self._dx[steps].reshape(len(dA), -1))
        for name, s in inputs.items():
            columns = s[:, steps].transpose(2, 1, 0).reshape(-1, len(dA))
            self._grads[name] += np.dot(columns, dA)
        self._grads["b"] += np.dot(np.ones(len(dA), dA.dtype), dA)

    def all(self):
        """dx (N, T, D), {name: gradient}."""
        return self._dx.swapaxes(0, 1), self._grads
