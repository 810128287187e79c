"""Chronicles of kings, written by a small grammar, and batches of them.

A chronicle tells of one to three kings. Between the events stand filler sentences of
village and court life, some of them about other people who bear a king's name.
"""

from functools import cache

import numpy as np

from lstmlib._validate import check, check_draw, check_number, is_pair
from lstmlib.course.data import read_lines
from lstmlib.course.stories.chronicle import (
    CUES,
    KINGDOMS,
    NAMES,
    WEAPONS,
    read_chronicle,
)
from lstmlib.vocabulary import Vocabulary

OCCUPATIONS = ("minister", "poet", "merchant", "general")
# How the reigns of the first and the second king end, and who follows.
ENDINGS = (
    "king {current} goes to war . king {current} wins . king {current} dies . "
    "son {heir} becomes king .",
    "king {current} wants revenge . king {current} loses . king {current} dies . "
    "grandson {heir} becomes king .",
)
# Share of filler sentences about other people who bear a king's name.
DISTRACTORS = 0.4
LAST_WORDS = "king {current} is clever . king {current} wins ."


@cache
def sentences(split):
    """The filler sentences of a split, "train" or "test", each one string."""
    if split not in ("train", "test"):
        raise ValueError(f"expected the split 'train' or 'test', got {split!r}")
    return read_lines(f"fillers_{split}.txt")


def check_kinds(kinds):
    """Raise ValueError for a kind of question that no cue asks."""
    for kind in kinds:
        if kind not in CUES:
            raise ValueError(f"expected one of {', '.join(CUES)}, got {kind!r}")


def _check_names(names, kings):
    for name in names:
        if name not in NAMES:
            raise ValueError(f"expected names among {', '.join(NAMES)}, got {name!r}")
    if len(set(names)) < len(names):
        raise ValueError(f"expected names that are all different, got {names}")
    if not 1 <= kings <= min(3, len(names)):
        raise ValueError(f"expected 1 to 3 kings with {len(names)} names, got {kings}")


def write_chronicle(
    rng,
    *,
    kings=3,
    filler=10,
    names=NAMES[:4],
    kinds=("current", "first", "era"),
    cue_rate=0.0,
    split="train",
    ending=True,
):
    """Write one chronicle -> Chronicle.

    kings       how many kings reign, 1 to 3
    filler      least number of filler words in each reign; (low, high) draws it
    names       the names of kings, and of other people
    kinds       the kinds of cues that are asked
    cue_rate    chance that a filler sentence is a recall cue instead
    split       which filler sentences to use, "train" or "test"
    ending      whether the story is brought to its end, with every cue asked once
    """
    check_draw(rng)
    check(isinstance(kings, int | np.integer), "1 to 3 kings", kings)
    check(np.iterable(names) and np.iterable(kinds), "names and kinds as lists",
          (names, kinds))  # fmt: skip
    check_number("a cue_rate in 0..1", cue_rate, 0, 1)
    kinds = tuple(kinds)
    if not 0 <= cue_rate <= 1 or (cue_rate and not kinds):
        raise ValueError(f"expected a cue_rate in 0..1, got {cue_rate} for {kinds}")
    _check_names(names, kings)
    check_kinds(kinds)
    heirs = [names[k] for k in rng.permutation(len(names))[:kings]]
    era, kingdom = pick(rng, tuple(WEAPONS)), pick(rng, KINGDOMS)
    facts = {"first": heirs[0], "era": WEAPONS[era], "kingdom": kingdom}
    text = f"{'an' if era == 'ancient' else 'a'} {era} story ."
    text += f" in {kingdom} king {heirs[0]} rules ."
    for reign, current in enumerate(heirs):
        facts["current"] = current
        cues = [CUES[kind].format(**facts) for kind in kinds]
        text += _filler(rng, filler, cues, cue_rate, names, sentences(split))
        if reign < kings - 1:
            text += " " + ENDINGS[reign].format(current=current, heir=heirs[reign + 1])
    if ending:
        text += " " + " ".join([*rng.permutation(cues), LAST_WORDS.format(**facts)])
    return read_chronicle(text.split())


def pick(rng, options):
    """One of the options, by chance."""
    return options[int(rng.random() * len(options))]


def pick_length(rng, filler):
    """A number of filler words: `filler` itself, or one drawn from (low, high).

    Raises ValueError for other numbers than 0 <= low <= high.
    """
    low, high = filler if is_pair(filler) else (filler, filler)
    for length in (low, high):
        check_number("filler of 0 or more, or (low, high)", length, 0)
    if not 0 <= low <= high:
        raise ValueError(f"expected filler of 0 or more, or (low, high), got {filler}")
    return low + int(rng.random() * (high - low + 1))


def _filler(rng, length, cues, cue_rate, names, plain):
    """Filler sentences, and cues among them, of at least `length` words in all."""
    text, distractors, said = "", read_lines("distractors.txt"), 0
    words = pick_length(rng, length)
    while said < words:
        if rng.random() < cue_rate:
            sentence = pick(rng, cues)
        elif rng.random() < DISTRACTORS:
            person = {"role": pick(rng, OCCUPATIONS), "name": pick(rng, names)}
            sentence = pick(rng, distractors).format(**person)
        else:
            sentence = pick(rng, plain)
        text += " " + sentence
        said += 1 + sentence.count(" ")
    return text


@cache
def chronicle_vocabulary():
    """Every word that a chronicle can hold, the eight names first."""
    grammar = " ".join(["an a ancient modern story . in rules", *CUES.values()])
    lists = (grammar, *ENDINGS, LAST_WORDS, *read_lines("distractors.txt"))
    lists += (*sentences("train"), *sentences("test"))
    words = [w for text in lists for w in text.split() if "{" not in w]
    return Vocabulary([*NAMES, *KINGDOMS, *OCCUPATIONS, *WEAPONS.values(), *words])


def pad(texts, vocabulary):
    """Lists of words of any lengths -> tokens (N, T), filled up with full stops."""
    check(isinstance(vocabulary, Vocabulary), "a Vocabulary", vocabulary)
    if not texts or not all(texts):
        raise ValueError("expected at least one story of one word, got none")
    T = max(len(words) for words in texts)
    rows = [[*words, *["."] * (T - len(words))] for words in texts]
    return np.stack([vocabulary.encode(row) for row in rows])


def batch(chronicles, vocabulary, kinds=tuple(CUES)):
    """Stories as one pair of arrays to train or test on: tokens, targets (N, T).

    A target is the number of the word to come where that word is the answer to a cue
    of these kinds, and -1 elsewhere.
    """
    kinds = tuple(kinds)
    check_kinds(kinds)
    tokens = pad([chronicle.words for chronicle in chronicles], vocabulary)
    targets = np.full(tokens.shape, -1)
    for n, chronicle in enumerate(chronicles):
        asked = [cue.position for cue in chronicle.cues if cue.kind in kinds]
        targets[n, np.array(asked, int) - 1] = tokens[n, asked]
    return tokens, targets


def training_batches(rng, updates, vocabulary, *, size=16, kinds=("current", "first")):
    """Short stories to learn from: a list of `updates` pairs (tokens, targets).

    One to three kings, as many in all stories of a batch so that little is filled up;
    up to 8 filler words in each reign, and often a recall cue in their place.
    """
    check_draw(rng, updates=updates, size=size)
    batches = []
    for kings in rng.integers(1, 4, updates):
        stories = [
            write_chronicle(rng, kings=kings, filler=(0, 8), kinds=kinds, cue_rate=0.4)
            for _ in range(size)
        ]
        batches.append(batch(stories, vocabulary, kinds))
    return batches


def unseen_chronicles(rng, count, filler):
    """Chronicles of three kings to test on, cut off before the questions at the end.

    At least `filler` words in each reign; their plain sentences are kept for tests.
    """
    check_draw(rng, count=count)
    return [
        write_chronicle(rng, filler=filler, split="test", ending=False)
        for _ in range(count)
    ]
