"""Wrong answers to chapter 02, and a word of the hint that each must get."""

GIVEN = {}

WRONG = {
    "long_jacobian": {
        "in the wrong order": """
def long_jacobian(h, W_h):
    J = np.eye(len(W_h))
    for step in h:
        J = J @ ((1 - step**2)[:, None] * W_h.T)
    return J""",
        "slopes of tanh are missing": """
def long_jacobian(h, W_h):
    J = np.eye(len(W_h))
    for step in h:
        J = W_h.T @ J
    return J""",
        "sums over the rows": """
def long_jacobian(h, W_h):
    J = np.eye(len(W_h))
    for step in h:
        J = ((1 - step**2)[:, None] * W_h) @ J
    return J""",
        "the last step alone": """
def long_jacobian(h, W_h):
    return (1 - h[-1] ** 2)[:, None] * W_h.T""",
    },
    "clip": {
        "bends the direction": """
def clip(grads, max_norm):
    return {k: np.clip(g, -max_norm, max_norm) for k, g in grads.items()}""",
        "a norm of its own": """
def clip(grads, max_norm):
    return {k: g * min(1, max_norm / np.linalg.norm(g)) for k, g in grads.items()}""",
        "stretched, too": """
def clip(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: g * max_norm / norm for k, g in grads.items()}""",
        "changes what it was given": """
def clip(grads, max_norm):
    for g in grads.values():
        g *= 0.5
    return grads""",
    },
}
