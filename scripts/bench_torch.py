"""PyTorch's contenders, with the weights of lstmlib's."""

import torch
from bench_contenders import (
    BOTH,
    FORWARD,
    FUSED,
    LEARNING_RATE,
    THEIRS,
    TRAINING,
    WORDS,
    make_batch,
    make_model,
)

torch.set_num_threads(1)


class Model(torch.nn.Module):
    """Embedding, recurrent layer and linear read-out: a twin of lstmlib's model."""

    def __init__(self, kind, twin):
        super().__init__()
        layer, p = twin.layer, {n: torch.tensor(w) for n, w in twin.params.items()}
        recurrent = {"LSTM": torch.nn.LSTM, "RNN": torch.nn.RNN}[kind]
        self.embedding = torch.nn.Embedding(WORDS, layer.input_size)
        self.layer = recurrent(layer.input_size, layer.hidden_size, batch_first=True)
        self.linear = torch.nn.Linear(layer.hidden_size, WORDS)
        weights = {
            "embedding.weight": p["embedding.W"],
            "layer.weight_ih_l0": p["layer.W_x"].T,
            "layer.weight_hh_l0": p["layer.W_h"].T,
            "layer.bias_ih_l0": p["layer.b"],
            "layer.bias_hh_l0": torch.zeros_like(p["layer.b"]),
            "linear.weight": p["linear.W"].T,
            "linear.bias": p["linear.b"],
        }
        self.load_state_dict(weights)

    def forward(self, words):
        return self.linear(self.layer(self.embedding(words))[0])

    def layer_weights(self):
        """As lstmlib has them: W_x, W_h, and one bias of the two."""
        layer = self.layer
        return [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0]

    def gradients(self):
        """In the order and the layout of lstmlib's."""
        weights = [self.embedding.weight, *self.layer_weights()]
        weights += [self.linear.weight, self.linear.bias]
        found = [w.grad.numpy() for w in weights]
        return [found[0], found[1].T, found[2].T, found[3], found[4].T, found[5]]


def layer_contenders(model, x, dh):
    """Forward without gradients, and forward and backward, of the layer alone."""
    layer, weights = model.layer, list(model.layer.parameters())
    inputs = x.clone().requires_grad_()

    def forward():
        with torch.no_grad():
            return [layer(x)[0]]

    def forward_and_backward():
        h, _ = layer(inputs)
        dx, dW_x, dW_h, db, _ = torch.autograd.grad(h, [inputs, *weights], dh)
        return [h.detach(), dx, dW_x.T, dW_h.T, db]

    return forward, forward_and_backward


def training_contender(model, words, targets, fused):
    """One training step; `fused` asks for Adam as one kernel, which is an option."""
    options = {"fused": True} if fused else {}
    adam = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, **options)
    flat = targets.reshape(-1)

    def training_step():
        adam.zero_grad()
        logits = model(words)
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, WORDS), flat)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        return loss

    return training_step


def checked_first(model, training_step, words, targets):
    """The training step, whose first call returns loss and gradients to compare."""
    calls = iter([True])

    def step():
        if not next(calls, False):
            return training_step()
        logits = model(words).reshape(-1, WORDS)
        loss = torch.nn.functional.cross_entropy(logits, targets.reshape(-1))
        loss.backward()
        results = [loss.item(), *(g.copy() for g in model.gradients())]
        training_step()
        return results

    return step


def theirs(kind, size):
    """{(work, who): contender} of PyTorch, whose models start from the same weights."""
    x, dh, words, targets = map(torch.from_numpy, make_batch(size))
    twin = make_model(kind, size)
    forward, both = layer_contenders(Model(kind, twin), x, dh)
    found = {(FORWARD, THEIRS): forward, (BOTH, THEIRS): both}
    for who, fused in ((THEIRS, False), (FUSED, True)):
        model = Model(kind, twin)
        step = training_contender(model, words, targets, fused)
        found[TRAINING, who] = checked_first(model, step, words, targets)
    return found


def about():
    """PyTorch's version and the instructions that it chose."""
    return f"{torch.__version__}, {torch.backends.cpu.get_cpu_capability()}"
