"""Computes what chapter 13 finds in data/: networks that write chronicles.

    python scripts/data/ch13.py [search] [writers] [small_search] [small] [moments]

search    writers_search.csv: each school with four learning rates on one seed
moments   weights/chronicler_*.npz: one network at three moments, and one that was
          asked for facts first (about a minute)
writers   writers.csv: each school with its best rate on ten other seeds (ten minutes)
small     small_text_search.csv and small_text.csv: 40 stories, with and without
          dropout (four minutes)
"""

from functools import lru_cache

import numpy as np
from tables import WEIGHTS, compute, make

from lstmlib.course.ch13 import corpus, freely
from lstmlib.course.ch13.dropout import Dropout
from lstmlib.course.data import read_table
from lstmlib.course.lab.recall import ask
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary, write_chronicle
from lstmlib.layers import LSTM
from lstmlib.models import word_model
from lstmlib.training import fit, updates

VOCABULARY = chronicle_vocabulary()
UPDATES, NUMBERS, UNITS = 2000, 32, 64
RATES = (0.005, 0.01, 0.02, 0.04)
SEARCHED, JUDGED = (100,), range(10)
PLACES = (0, 50, 100, 150, 200)


@lru_cache(1)
def stories():
    """The stories to learn from, those that choose settings, and those that judge."""
    return corpus.heap("learn"), corpus.heap("choose"), corpus.heap("judge")


def trained(school, rate, seed, updates=UPDATES):
    """A network that learned in one of the schools."""
    rng = np.random.default_rng(seed)
    layer = LSTM(NUMBERS, UNITS, rng=rng, forget_bias=3.0)
    model = word_model(layer, len(VOCABULARY), rng=rng)
    told = corpus.curriculum(school, rng, stories()[0], updates, VOCABULARY)
    fit(model, told, learning_rate=rate)
    return model


SEARCH_COLUMNS = "school learning_rate seed bits".split()


def search_rows(school, rate, seed):
    """Bits per word on the stories that choose, of one network, in a list."""
    costs = corpus.surprises(trained(school, rate, seed), stories()[1], VOCABULARY)
    return [(school, rate, seed, f"{corpus.bits_per_word(costs):.4f}")]


COLUMNS = "school learning_rate seed measure place value".split()


def judged_rows(school, rate, seed):
    """Everything that is measured on one network, a row each."""
    model = trained(school, rate, seed)
    rows = [*bit_rows(model), *reading_rows(model, seed), *writing_rows(model, seed)]
    return [(school, rate, seed, what, place, f"{v:.4f}") for what, place, v in rows]


def bit_rows(model):
    """Bits per word on true stories: of all words, and of words that ask for a fact."""
    for split, told in (("known", stories()[2]), ("new", corpus.heap("new"))):
        costs = corpus.surprises(model, told, VOCABULARY)
        yield f"bits, {split} sentences", 0, corpus.bits_per_word(costs)
        if split == "known":
            for kind, at in corpus.fact_words(told).items():
                yield f"bits, {kind}", 0, np.mean([costs[n][t] for n, t in at])


def long_stories(count, seed=50):
    """True stories of 200 words and more, three kings, from the known sentences."""
    rng = np.random.default_rng(seed)
    told = [write_chronicle(rng, filler=55, cue_rate=corpus.CUE_RATE, ending=False)
            for _ in range(count)]  # fmt: skip
    return [story.words[:200] for story in told]


def reading_rows(model, seed):
    """After true words: facts known after 200 words, and one sentence after n words."""
    told = long_stories(100)
    yield from known_rows(model, told, "read")
    for low, high in zip(PLACES, PLACES[1:], strict=False):
        rng = np.random.default_rng(1000 + seed)
        share = freely.after_true_words(model, told[:40], VOCABULARY, rng, low, high)
        yield "possible, read", low, share


def writing_rows(model, seed):
    """In own texts of 200 words: facts known then, possible sentences on the way."""
    rng = np.random.default_rng(2000 + seed)
    openings = [words[:9] for words in long_stories(100)]
    own = freely.write_texts(model, openings, VOCABULARY, rng, 191)
    told = [[*opening, *words] for opening, words in zip(openings, own, strict=True)]
    yield from known_rows(model, told, "own")
    for low, high in zip(PLACES, PLACES[1:], strict=False):
        yield "possible, own", low, freely.share_possible(told, max(low, 9), high)
    counts = {kind: np.zeros(2) for kind in corpus.KINDS}
    for opening, words in zip(openings, own, strict=True):
        for kind, count in freely.facts_named(opening, words).items():
            counts[kind] += count
    for kind, (right, named) in counts.items():
        yield f"named right, {kind}", 0, right / named if named else np.nan
        yield f"named, {kind}", 0, named


def known_rows(model, texts, where):
    """Share of texts after which each question is answered right, at a full stop."""
    told = [read_chronicle(freely.whole_sentences(words)) for words in texts]
    for kind in corpus.KINDS:
        asked = [story for story in told if kind in story.facts]
        answers = ask(model, asked, VOCABULARY, kind)
        right = [s.facts[kind] == a for s, a in zip(asked, answers, strict=True)]
        yield f"{where}, {kind}", 200, np.mean(right)


def best_rate(school):
    """The learning rate with the fewest bits per word in the search."""
    table = read_table("writers_search.csv")
    own = table[table["school"] == school]
    return float(own["learning_rate"][own["bits"].argmin()])


def make_search():
    """Write data/writers_search.csv."""
    jobs = [(s, r, seed) for s in corpus.SCHOOLS for r in RATES for seed in SEARCHED]
    compute("writers_search.csv", SEARCH_COLUMNS, search_rows, jobs)


def make_writers():
    """Write data/writers.csv: each school at its best learning rate."""
    jobs = [(s, best_rate(s), seed) for seed in JUDGED for s in corpus.SCHOOLS]
    compute("writers.csv", COLUMNS, judged_rows, jobs)


# ------------------------------------------------------------------ a small text

SMALL_STORIES, SMALL_UNITS, SMALL_UPDATES = 40, 48, 300
LOOKS = (20, 40, 60, 80, 110, 150, 200, 300)
SHARES = (0.0, 0.5)
SMALL_RATES = (0.005, 0.01, 0.02)
SMALL_COLUMNS = "dropout learning_rate seed updates learned choose judge".split()


def small_rows(share, rate, seed):
    """Bits per word on the few learned stories and on others, at several looks."""
    rng = np.random.default_rng(seed)
    layer = LSTM(NUMBERS, SMALL_UNITS, rng=rng, forget_bias=3.0)
    model = word_model(layer, len(VOCABULARY), rng=rng)
    texts = [told[:SMALL_STORIES] for told in stories()]
    told = corpus.lessons(rng, texts[0], SMALL_UPDATES, VOCABULARY)
    learner, rows = Dropout(model, share, rng), []
    for done, _ in enumerate(updates(learner, told, learning_rate=rate), 1):
        if done in LOOKS:
            bits = [
                corpus.bits_per_word(corpus.surprises(model, part, VOCABULARY))
                for part in texts
            ]
            rows.append((share, rate, seed, done, *(f"{b:.4f}" for b in bits)))
    return rows


def make_small_search():
    """Write data/small_text_search.csv."""
    jobs = [(s, r, seed) for s in SHARES for r in SMALL_RATES for seed in SEARCHED]
    compute("small_text_search.csv", SMALL_COLUMNS, small_rows, jobs)


def make_small():
    """Write data/small_text.csv: each at its best rate, and at the quickest.

    The best one has the fewest bits at any look on the stories that choose. At the
    quickest too much learning is seen soonest.
    """
    table = read_table("small_text_search.csv")
    best = {}
    for share in SHARES:
        own = table[table["dropout"] == share]
        best[share] = float(own["learning_rate"][own["choose"].argmin()])
    jobs = [(share, SMALL_RATES[-1], seed) for seed in JUDGED for share in SHARES]
    jobs += [(share, best[share], seed) for seed in JUDGED for share in SHARES]
    compute("small_text.csv", SMALL_COLUMNS, small_rows, jobs)


# ------------------------------------------------------ one network, at moments

MOMENTS, SHOWN_RATE = (60, 300, UPDATES), 0.01


def make_moments():
    """Write weights/chronicler_*.npz: a network at moments, and the other school's."""
    rng = np.random.default_rng(0)
    layer = LSTM(NUMBERS, UNITS, rng=rng, forget_bias=3.0)
    model = word_model(layer, len(VOCABULARY), rng=rng)
    told = corpus.curriculum("words alone", rng, stories()[0], UPDATES, VOCABULARY)
    for done, _ in enumerate(updates(model, told, learning_rate=SHOWN_RATE), 1):
        if done in MOMENTS:
            model.save(WEIGHTS / f"chronicler_{done}.npz")
    trained("facts first", SHOWN_RATE, 0).save(WEIGHTS / "chronicler_facts.npz")


RESULTS = {
    "search": make_search,
    "writers": make_writers,
    "small_search": make_small_search,
    "small": make_small,
    "moments": make_moments,
}

if __name__ == "__main__":
    make("ch13")
