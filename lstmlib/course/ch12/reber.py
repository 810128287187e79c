"""The Reber grammar, the embedded one, and streams of it that never end.

Reber strings (Cleeremans, Servan-Schreiber & McClelland 1989) follow the arrows of a
small graph; where two arrows leave, a coin decides. An embedded string says T or P,
then a whole Reber string, and then the same T or P again: only memory can tell which.
Nobody can foretell a coin, so a network is right where every symbol that may come next
gets a higher score than every one that may not.
"""

import numpy as np

from lstmlib._validate import check_draw

SYMBOLS = "BTPSXVE"

# From each state: the symbols that may come next, and where they lead; None: the end.
GRAPH = {
    0: (("B", 1),),
    1: (("T", 2), ("P", 3)),
    2: (("S", 2), ("X", 4)),
    3: (("T", 3), ("V", 5)),
    4: (("X", 3), ("S", 6)),
    5: (("P", 4), ("V", 6)),
    6: (("E", None),),
}


def coins(rng):
    """An endless iterator of zeros and ones; drawn many at a time, which is faster."""
    while True:
        yield from rng.integers(0, 2, 4096).tolist()


def reber_string(flips):
    """Walk through the graph -> the symbols, and at each those possible, as a string.

    flips: as from `coins`, one is used where two arrows leave.
    """
    state, symbols, possible = 0, [], []
    while state is not None:
        arrows = GRAPH[state]
        possible.append("".join(symbol for symbol, _ in arrows))
        symbol, state = arrows[next(flips) if len(arrows) > 1 else 0]
        symbols.append(symbol)
    return symbols, possible


def embedded_string(flips):
    """B, T or P, a Reber string, the same T or P, E -> symbols, possible at each."""
    outer = "TP"[next(flips)]
    symbols, possible = reber_string(flips)
    return ["B", outer, *symbols, outer, "E"], ["B", "TP", *possible, outer, "E"]


NUMBERS = {symbol: number for number, symbol in enumerate(SYMBOLS)}
MASKS = {
    each: np.isin([*SYMBOLS], [*each])
    for each in (*SYMBOLS, "TP", *("".join(s for s, _ in a) for a in GRAPH.values()))
}
"""Which of the seven symbols are possible: {"TP": (7,) of bool, ...}."""


def one_hot(tokens):
    """Numbers of symbols (N, T), or -1 -> (N, T, 7), one 1 in each row; none for -1."""
    return (np.asarray(tokens)[..., None] == np.arange(len(SYMBOLS))).astype(np.float32)


def lag(symbols):
    """How many symbols stand between the two that must agree."""
    return len(symbols) - 4


def exam_of(strings):
    """Strings -> x (N, T, 7), next symbols (N, T) or -1, possible ones (N, T, 7)."""
    T = max(len(symbols) for symbols, _ in strings) - 1
    tokens = np.full((len(strings), T + 1), -1)
    possible = np.zeros((len(strings), T, len(SYMBOLS)), bool)
    for n, (symbols, sets) in enumerate(strings):
        tokens[n, : len(symbols)] = [NUMBERS[symbol] for symbol in symbols]
        possible[n, : len(symbols) - 1] = [MASKS[each] for each in sets[1:]]
    return one_hot(tokens[:, :-1]), tokens[:, 1:], possible


def all_above(scores, possible):
    """Whether every possible symbol has a higher score than every other: (...,)."""
    lowest = np.where(possible, scores, np.inf).min(axis=-1)
    highest = np.where(possible, -np.inf, scores).max(axis=-1)
    return lowest > highest


class Stream:
    """N endless texts, one embedded string after the other, without a mark between."""

    def __init__(self, rng, N):
        check_draw(rng, N=N)
        self._flips, self._left = coins(rng), [([], [], []) for _ in range(N)]

    def take(self, T):
        """Read on by T symbols -> x (N, T, 7), next (N, T), possible, outer (N, T).

        outer: where the next symbol is the second T or P, which only memory can tell.
        """
        for tokens, possible, outer in self._left:
            while len(tokens) <= T:
                symbols, sets = embedded_string(self._flips)
                tokens += [NUMBERS[symbol] for symbol in symbols]
                possible += [MASKS[each] for each in sets]
                outer += [False] * (len(symbols) - 2) + [True, False]
        tokens, possible, outer = (
            np.array([row[part][: T + 1] for row in self._left]) for part in range(3)
        )
        for row in self._left:
            for part in row:
                del part[:T]
        return one_hot(tokens[:, :-1]), tokens[:, 1:], possible[:, 1:], outer[:, 1:]
