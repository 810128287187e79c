"""Asking a trained model what only memory can tell."""

import numpy as np

from lstmlib._validate import check_shape
from lstmlib.cells import LSTMStep
from lstmlib.course.stories.chronicle import CUES, NAMES
from lstmlib.course.stories.grammar import check_kinds, pad
from lstmlib.losses import log_softmax

# The words of each cue before its blank: the question as a model hears it.
QUESTIONS = {kind: tuple(cue.split("{")[0].split()) for kind, cue in CUES.items()}


def ask(model, chronicles, vocabulary, kind):
    """Let the model read each story and then the question -> its answers, words."""
    check_kinds([kind])
    texts = [[*chronicle.words, *QUESTIONS[kind]] for chronicle in chronicles]
    last = [len(text) - 1 for text in texts]
    h = model.forward(pad(texts, vocabulary)).h[np.arange(len(texts)), last]
    return vocabulary.decode(model.linear.forward(h).argmax(axis=-1))


def recall(model, chronicles, vocabulary, kind):
    """Share of stories after which the model answers this question right, 0..1."""
    answers = ask(model, chronicles, vocabulary, kind)
    if not all(kind in chronicle.facts for chronicle in chronicles):
        raise ValueError(
            f"expected stories that answer {kind!r}, got one that does not"
        )
    right = [chronicle.facts[kind] for chronicle in chronicles]
    return float(np.mean([a == r for a, r in zip(answers, right, strict=True)]))


def recall_table(models, tests, vocabulary, kind):
    """Recall of several models on several sets of stories: (models, sets), 0..1."""
    shares = [
        [recall(m, stories, vocabulary, kind) for stories in tests] for m in models
    ]
    return np.array(shares)


def answer_probabilities(model, words, vocabulary, kind, candidates, after=None):
    """What the model would answer if it were asked after each word of one story.

    words (T strings), candidates (K strings), after: A places, or None for all T
    -> probabilities (A, K); each row sums to the share that the candidates have among
    all words.
    """
    check_kinds([kind])
    after = np.arange(len(words)) if after is None else np.asarray(after)
    trace = model.forward(pad([words], vocabulary))
    state = trace.h[0, after]
    if isinstance(trace, LSTMStep):
        state = trace.h[0, after], trace.c[0, after]
    # One copy of the network for each word: it has read so far and hears the question.
    question = np.tile(vocabulary.encode(QUESTIONS[kind]), (len(after), 1))
    logits = model.linear.forward(model.forward(question, state).h[:, -1])
    return np.exp(log_softmax(logits))[:, vocabulary.encode(candidates)]


def latest_king(words):
    """A rule without memory for more than one: the name that was last called king.

    Knows "king NAME" and "NAME becomes king". Raises ValueError if no king is named.
    """
    padded = [".", ".", *words, "."]
    kings = []
    for t, word in enumerate(padded):
        if word == "king":
            becomes = padded[t - 1] == "becomes"
            kings.append(padded[t - 2] if becomes else padded[t + 1])
    named = [king for king in kings if king in NAMES]
    if not named:
        raise ValueError("expected words that name a king, got none beside 'king'")
    return named[-1]


def accuracy(model, tokens, targets):
    """Share of questions that a model answers right, 0..1; tokens, targets (N, T).

    Raises ValueError when shapes differ or nothing is asked.
    """
    check_shape("targets", targets, np.shape(tokens))
    asked = targets >= 0
    if not asked.any():
        raise ValueError("expected at least one question, got none")
    return float(np.mean(model.logits(tokens).argmax(axis=-1)[asked] == targets[asked]))
