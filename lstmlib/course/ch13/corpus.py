"""Chronicles to learn to write from: a fixed heap of stories, and lessons from it.

    told = corpus(np.random.default_rng(0), 1000)
    fit(model, lessons(rng, told, 1500, vocabulary), learning_rate=0.01)
    bits_per_word(model, held_out, vocabulary)

A story is a list of words. In front of it the reader hears a full stop, so that its
first word is to be said, too.
"""

import numpy as np

from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import batch, pad, pick, write_chronicle
from lstmlib.losses import log_softmax

FILLER, CUE_RATE = (0, 40), 0.3
"""Of every story: filler words in each reign, and how often they ask for a fact."""

KINDS = ("current", "first", "era")
"""What a story asks in passing: who rules, who was first, swords or guns."""

START = "."
"""What a reader hears before the first word."""


def corpus(rng, count, split="train"):
    """Stories of one to three kings, each a list of words; `count` of them."""
    return [
        write_chronicle(
            rng,
            kings=pick(rng, (1, 2, 3)),
            filler=FILLER,
            cue_rate=CUE_RATE,
            split=split,
            ending=False,
        ).words  # fmt: skip
        for _ in range(count)
    ]


# What each heap is for: its seed, how many stories, and whose sentences it has.
HEAPS = {
    "learn": (1, 2000, "train"),
    "choose": (2, 200, "train"),
    "judge": (3, 300, "train"),
    "new": (4, 300, "test"),
}


def heap(name):
    """The stories of the chapter to learn from, to choose a setting, or to judge.

    "new" judges with sentences that no other heap has. Raises ValueError for another
    name.
    """
    if name not in HEAPS:
        raise ValueError(f"expected one of {', '.join(HEAPS)}, got {name!r}")
    seed, count, split = HEAPS[name]
    return corpus(np.random.default_rng(seed), count, split)


def fact_words(texts):
    """Where the stories ask for a fact: {kind: a list of (story, place)}."""
    asked = {kind: [] for kind in KINDS}
    for n, words in enumerate(texts):
        for cue in read_chronicle(words).cues:
            asked[cue.kind].append((n, cue.position))
    return asked


def as_lesson(texts, vocabulary):
    """Stories as tokens (N, T), and at each place the word to come, -1 after the end.

    A full stop stands before each story.
    """
    tokens = pad([[START, *words] for words in texts], vocabulary)
    targets = np.full(tokens.shape, -1)
    for row, read, words in zip(targets, tokens, texts, strict=True):
        row[: len(words)] = read[1 : len(words) + 1]
    return tokens, targets


def lessons(rng, texts, updates, vocabulary, size=16):
    """A list of `updates` batches; every story once before any comes again.

    Stories of about one length stand in a batch, so that little is filled up.
    """
    batches = []
    while len(batches) < updates:
        length = [len(words) + 3 * rng.random() for words in texts]
        order = np.argsort(length)
        parts = np.split(order, range(size, len(order), size))
        batches += [[texts[k] for k in parts[p]] for p in rng.permutation(len(parts))]
    return [as_lesson(batch, vocabulary) for batch in batches[:updates]]


def fact_lessons(rng, texts, updates, vocabulary, size=16, grow=False):
    """A list of `updates` batches that ask for the facts alone, and for no other word.

    grow: begin with the shortest stories; all take part after 70 % of the updates.
    """
    by_length = sorted(texts, key=len)
    read, batches = [read_chronicle([START, *words]) for words in by_length], []
    for n in range(updates):
        share = np.interp(n, [0, 0.7 * updates], [0.15, 1]) if grow else 1
        told = rng.integers(max(1, round(share * len(texts))), size=size)
        batches.append(batch([read[k] for k in told], vocabulary, KINDS))
    return batches


SCHOOLS = ("words alone", "facts first")
"""Two ways to learn from the same stories, with equally many updates."""


def curriculum(school, rng, texts, updates, vocabulary):
    """The lessons of one of SCHOOLS: a list of `updates` batches.

    "words alone" asks for every next word. "facts first" spends 45 % of the updates on
    the facts, then every fourth one; all others ask for every next word.
    """
    if school not in SCHOOLS:
        raise ValueError(f"expected one of {', '.join(SCHOOLS)}, got {school!r}")
    if school == SCHOOLS[0]:
        return lessons(rng, texts, updates, vocabulary)
    begin = round(0.45 * updates)
    asked = (updates - begin) // 4
    first = fact_lessons(rng, texts, begin, vocabulary, grow=True)
    facts = fact_lessons(rng, texts, asked, vocabulary)
    rest = lessons(rng, texts, updates - begin - asked, vocabulary)
    for k, lesson in enumerate(facts):
        rest.insert(4 * k + 3, lesson)
    return first + rest


def surprises(model, texts, vocabulary):
    """Bits that each word of each story costs a network: a list of arrays (T,).

    A word that had the probability p costs -log2 p.
    """
    costs = []
    for start in range(0, len(texts), 50):
        part = texts[start : start + 50]
        tokens, targets = as_lesson(part, vocabulary)
        log_p = log_softmax(model.logits(tokens).astype(float))
        said = np.take_along_axis(log_p, np.maximum(targets, 0)[..., None], 2)[..., 0]
        costs += [-row[: len(w)] / np.log(2) for row, w in zip(said, part, strict=True)]
    return costs


def bits_per_word(costs):
    """All bits of some stories over all their words; costs: as from `surprises`."""
    return float(np.concatenate(costs).mean())


def bits_interval(costs):
    """Bits per word and where they lie for all such stories: (mean, low, high), 95 %.

    Each story counts as one draw; a ratio of two means, with its usual standard error.
    """
    bits = np.array([cost.sum() for cost in costs])
    words = np.array([len(cost) for cost in costs])
    mean = bits.sum() / words.sum()
    spread = (bits - mean * words).std(ddof=1) / words.mean()
    reach = 1.96 * spread / np.sqrt(len(costs))
    return float(mean), float(mean - reach), float(mean + reach)


def bits_at(costs, places):
    """Bits per word at some places alone; places: a list of (story, place)."""
    return float(np.mean([costs[story][place] for story, place in places]))
