"""What the network of chapter 08 that writes has learned from: whole chronicles.

    write_on(model, words, vocabulary, np.random.default_rng(0), 40).words

How it writes is in `lab.writing`. Chapter 13 takes writing further.
"""

from lstmlib.course.lab.writing import next_words, rulers_named, write_on
from lstmlib.course.stories.grammar import pick, write_chronicle

__all__ = ["next_words", "rulers_named", "write_on", "writing_batches"]


def writing_batches(rng, updates, vocabulary, size=16):
    """Whole chronicles to learn to write from: a list of `updates` batches."""

    def story(kings):
        return write_chronicle(rng, kings=kings, filler=(4, 12), cue_rate=0.2)

    lengths = [pick(rng, (1, 2, 3)) for _ in range(updates)]
    return [next_words([story(k) for _ in range(size)], vocabulary) for k in lengths]
