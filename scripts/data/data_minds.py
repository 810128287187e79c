"""The trained networks that chapter 09 reads, and the checksums of all such files.

`scripts/make_data.py` runs these functions and says how.
"""

import hashlib

import numpy as np

from lstmlib.course.ch09.tracker import PRICE, UPDATES, train_tracker
from lstmlib.course.data import DATA
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.stories.chronicle import CUES
from lstmlib.course.stories.grammar import chronicle_vocabulary, training_batches
from lstmlib.layers import LSTM
from lstmlib.models import word_model
from lstmlib.training import fit

WEIGHTS = DATA / "weights"
SEEDS = range(5)
RECALL_UPDATES = 4000


def train_recall(seed, updates=RECALL_UPDATES):
    """Train one next-word reader on all four kinds of cues -> SequenceModel."""
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(seed)
    model = word_model(LSTM(16, 32, rng=rng, forget_bias=3.0), len(vocabulary), rng=rng)
    stories = np.random.default_rng(seed)
    batches = training_batches(stories, updates, vocabulary, kinds=tuple(CUES))
    bar = progress_bar(f"recall, seed {seed}")
    fit(model, batches, learning_rate=0.01, progress=bar)
    return model


def make_recall():
    """Write data/weights/recall_0.npz to recall_4.npz: about 20 seconds each."""
    WEIGHTS.mkdir(exist_ok=True)
    for seed in SEEDS:
        train_recall(seed).save(WEIGHTS / f"recall_{seed}.npz")


def make_trackers():
    """Write five trackers without a price on gates and five with one, 4 seconds each.

    They are data/weights/tracker_0.npz and tracker_priced_0.npz, and so on.
    """
    WEIGHTS.mkdir(exist_ok=True)
    for name, price in (("tracker", 0.0), ("tracker_priced", PRICE)):
        bar = progress_bar(f"{name}, {UPDATES} updates", runs=len(SEEDS))
        for seed in SEEDS:
            model = train_tracker(seed, price=price, progress=bar)
            model.save(WEIGHTS / f"{name}_{seed}.npz")


def write_checksums():
    """Write data/SHA256SUMS, a line for each .npz; `sha256sum -c` reads it."""
    sums = {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(DATA.rglob("*.npz"))
    }
    lines = [f"{checksum}  {name}\n" for name, checksum in sums.items()]
    (DATA / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
