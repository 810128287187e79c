"""The chronicles: what the grammar writes, what a perfect memory reads, the data."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.stories.chronicle import (
    CUES,
    KINGDOMS,
    NAMES,
    WEAPONS,
    Cue,
    Event,
    read_chronicle,
)
from lstmlib.course.stories.grammar import (
    OCCUPATIONS,
    batch,
    chronicle_vocabulary,
    pad,
    sentences,
    training_batches,
    unseen_chronicles,
    write_chronicle,
)

DATA = Path(__file__).resolve().parents[3] / "data"
FILES = ("fillers_train.txt", "fillers_test.txt", "distractors.txt")
VOCABULARY = chronicle_vocabulary()
LONGEST = max(len(s.split()) for split in ("train", "test") for s in sentences(split))
SEED = st.integers(0, 2**32 - 1)
KINDS = st.lists(st.sampled_from(list(CUES)), unique=True, min_size=1).map(tuple)
CHRONICLES = st.builds(
    lambda seed, **settings: write_chronicle(np.random.default_rng(seed), **settings),
    seed=SEED,
    kings=st.integers(1, 3),
    filler=st.integers(0, 40) | st.tuples(st.integers(0, 5), st.integers(5, 20)),
    names=st.permutations(NAMES).flatmap(
        lambda names: st.integers(3, 8).map(lambda count: tuple(names[:count]))
    ),
    kinds=KINDS,
    cue_rate=st.sampled_from([0.0, 0.4, 1.0]),
    split=st.sampled_from(["train", "test"]),
    ending=st.booleans(),
)
# Stories that no king would recognise: the words of the grammar in any order.
SOUP = st.lists(
    st.sampled_from(
        "king hari deva son grandson becomes dies . ancient modern in kosala the "
        "statue of soldiers fight with swords guns flag".split()
    ),
    max_size=60,
)


def write(seed=0, **settings):
    return write_chronicle(np.random.default_rng(seed), **settings)


def sentences_of(words):
    """Words -> sentences, each one string with its full stop."""
    return [f"{s.strip()} ." for s in " ".join(words).split(" .")[:-1]]


# ------------------------------------------------------- a story read by hand

STORY = """
    an ancient story . in kosala king hari rules .
    minister deva dies .
    king hari dies .
    son deva becomes king .
    soldiers fight with swords .
    the statue of hari shines .
    the flag of kosala waves .
    king deva listens . king deva wins .
""".split()


def test_a_story_is_read_as_a_person_would_read_it():
    story = read_chronicle(STORY)
    assert story.words == STORY
    assert story.events == [
        Event(7, "crowned", "hari"),
        Event(16, "dies", "hari"),
        Event(21, "crowned", "deva"),
    ]
    reigns = [None] * 7 + ["hari"] * 9 + [None] * 5 + ["deva"] * 27
    assert story.ruler == reigns
    assert story.cues == [
        Cue(15, "current", "hari", 8),
        Cue(26, "era", "swords", 25),
        Cue(31, "first", "hari", 16),
        Cue(37, "kingdom", "kosala", 32),
        Cue(41, "current", "deva", 22),
        Cue(45, "current", "deva", 4),
    ]
    assert story.facts == {
        "era": "swords",
        "kingdom": "kosala",
        "first": "hari",
        "current": "deva",
    }


def read(text):
    return read_chronicle(text.split())


def test_a_grandson_inherits_too_and_guns_belong_to_a_modern_story():
    story = read(
        "a modern story . in vatsa king bala rules . king bala dies . "
        "grandson hari becomes king . soldiers fight with guns ."
    )
    assert story.events[-1] == Event(17, "crowned", "hari")
    assert story.cues[-1] == Cue(22, "era", "guns", 21)


def test_the_word_after_becomes_king_is_no_question():
    story = read("in vatsa king bala rules . king bala dies . son hari becomes king .")
    assert [cue.position for cue in story.cues] == [7]


def test_a_name_after_king_crowns_only_where_nobody_rules():
    story = read("king hari rules . king deva dies . king hari dies . king deva wins .")
    assert story.events == [
        Event(1, "crowned", "hari"),
        Event(10, "dies", "hari"),
        Event(13, "crowned", "deva"),
    ]
    assert story.facts == {"first": "hari", "current": "deva"}


def test_only_a_name_can_be_crowned():
    """Nor is he crowned who is not called king, or called so in another way."""
    for text in (
        "the king sleeps .",
        "king and queen .",
        "deva rules .",
        "deva king .",
    ):
        assert read(text).events == []
    story = read(
        "king hari rules . king hari dies . the king is dead . king deva wins ."
    )
    assert [event.name for event in story.events] == ["hari", "hari", "deva"]


def test_the_first_king_stays_the_first():
    story = read("king hari rules . king hari dies . son deva becomes king .")
    assert story.facts == {"first": "hari", "current": "deva"}


@pytest.mark.parametrize(
    "sentence",
    [
        "minister hari dies .",
        "hari dies .",
        "the old king dies .",
        "king deva dies .",
        "king hari never dies .",
        "son deva becomes rich .",
        "son deva becomes a king .",
        "minister deva becomes king .",
        "son the becomes king .",
    ],
)
def test_only_the_death_of_the_king_and_only_an_heir_change_the_ruler(sentence):
    story = read(f"in vatsa king hari rules . {sentence}")
    assert story.events == [Event(3, "crowned", "hari")]
    assert story.ruler[-1] == story.facts["current"] == "hari"


def test_nobody_rules_between_a_death_and_a_coronation():
    story = read("king hari rules . king hari dies . king")
    assert story.ruler[-1] is None
    assert "current" not in story.facts
    assert [cue.position for cue in story.cues] == [5]


def test_nothing_is_asked_of_which_nothing_was_told():
    story = read("soldiers fight with guns . the statue of hari shines . the flag of")
    assert story.cues == [] and story.facts == {} and set(story.ruler) == {None}


def test_a_wrong_answer_is_no_cue():
    story = read(
        "an ancient story . king hari rules . soldiers fight with guns . "
        "the statue of deva shines . king deva wins . the statue of hari shines ."
    )
    assert story.cues == [Cue(26, "first", "hari", 21)]


def test_one_answer_may_refresh_two_facts():
    """The only king is the first and the current one: his name tells both."""
    story = read("king hari rules . the statue of hari shines . king hari wins .")
    assert story.cues == [Cue(7, "first", "hari", 6), Cue(11, "current", "hari", 4)]


def test_a_distractor_with_the_name_tells_nothing():
    plain = read("king hari rules . poet deva sings . king hari wins .")
    same = read("king hari rules . poet hari sings . king hari wins .")
    assert plain.cues == same.cues == [Cue(9, "current", "hari", 8)]


def test_an_heir_has_been_named_two_words_before_he_is_crowned():
    story = read("king hari rules . king hari dies . son deva becomes king . king deva")
    assert story.cues[-1] == Cue(14, "current", "deva", 5)


def test_no_words_are_a_story_too():
    story = read_chronicle([])
    assert story == ([], [], [], [], {})


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_whatever_is_read_the_truth_about_it_hangs_together(words):
    story = read_chronicle(words)
    assert len(story.ruler) == len(words)
    for cue in story.cues:
        before = read_chronicle(words[: cue.position])
        assert words[cue.position] == cue.answer == before.facts[cue.kind]
        assert 0 < cue.distance <= cue.position
    rulers = [None, *story.ruler]
    changes = {t for t in range(len(words)) if rulers[t] != rulers[t + 1]}
    assert changes <= {event.position for event in story.events}
    for event in story.events:
        after = event.name if event.kind == "crowned" else None
        assert story.ruler[event.position] == after
    assert story.facts.get("current") == rulers[-1]


@settings(max_examples=50, deadline=None)
@given(SOUP, st.integers(0, 60))
def test_what_comes_later_does_not_change_what_was_read(words, length):
    whole, start = read_chronicle(words), read_chronicle(words[:length])
    assert whole.ruler[:length] == start.ruler
    assert [cue for cue in whole.cues if cue.position < length] == start.cues
    assert [event for event in whole.events if event.position < length] == start.events


# ------------------------------------------------------------ written stories

chronicles = settings(max_examples=60, deadline=None)


@chronicles
@given(CHRONICLES)
def test_the_answer_of_every_cue_stands_in_the_text(story):
    for cue in story.cues:
        assert story.words[cue.position] == cue.answer
        assert 0 < cue.distance <= cue.position


@chronicles
@given(CHRONICLES)
def test_a_cue_has_the_form_of_its_question(story):
    for cue in story.cues:
        asked = CUES[cue.kind].split("{")[0].split()
        assert story.words[cue.position - len(asked) : cue.position] == asked


@chronicles
@given(CHRONICLES)
def test_the_answer_stood_as_far_back_as_the_distance_says(story):
    for cue in story.cues:
        told = story.words[cue.position - cue.distance]
        assert WEAPONS.get(told, told) == cue.answer


@chronicles
@given(CHRONICLES)
def test_coronations_and_deaths_take_turns(story):
    kinds = [event.kind for event in story.events]
    assert kinds == (["crowned", "dies"] * 3)[: len(kinds)]
    assert kinds[-1] == "crowned"
    crowned = [event.name for event in story.events if event.kind == "crowned"]
    buried = [event.name for event in story.events if event.kind == "dies"]
    assert crowned[:-1] == buried and len(set(crowned)) == len(crowned)


@chronicles
@given(CHRONICLES)
def test_the_ruler_changes_at_events_and_nowhere_else(story):
    ruler, events = None, {event.position: event for event in story.events}
    for t, after in enumerate(story.ruler):
        if t in events:
            ruler = events[t].name if events[t].kind == "crowned" else None
        assert after == ruler


@chronicles
@given(CHRONICLES)
def test_the_facts_are_those_that_the_text_tells(story):
    article, era, kingdom, first = (story.words[k] for k in (0, 1, 5, 7))
    assert story.words[2:5] == ["story", ".", "in"] and story.words[6] == "king"
    assert article == {"ancient": "an", "modern": "a"}[era]
    assert story.facts == {
        "era": WEAPONS[era],
        "kingdom": kingdom,
        "first": first,
        "current": story.ruler[-1],
    }
    assert kingdom in KINGDOMS and first == story.events[0].name


@chronicles
@given(CHRONICLES)
def test_every_word_of_a_chronicle_is_in_the_vocabulary(story):
    assert VOCABULARY.decode(VOCABULARY.encode(story.words)) == story.words


@settings(max_examples=30, deadline=None)
@given(SEED, st.sampled_from(["train", "test"]), st.sampled_from([0.0, 0.5]))
def test_the_same_seed_gives_the_same_chronicle(seed, split, cue_rate):
    settings = {"filler": (0, 20), "split": split, "cue_rate": cue_rate}
    assert write(seed, **settings) == write(seed, **settings)
    assert write(seed, **settings) != write(seed + 1, **settings)


@pytest.mark.parametrize("kings", [1, 2, 3])
def test_as_many_kings_reign_as_were_asked_for(kings):
    for seed in range(5):
        kinds = [event.kind for event in write(seed, kings=kings).events]
        assert kinds.count("crowned") == kings and kinds.count("dies") == kings - 1


def test_without_settings_three_kings_of_four_names_are_asked_three_questions():
    for seed in range(20):
        story = write(seed)
        assert {event.name for event in story.events} <= set(NAMES[:4])
        assert len(story.events) == 5
        assert {cue.kind for cue in story.cues} == {"current", "first", "era"}
        assert set(story.words) & set(NAMES[4:]) == set()


def test_all_names_kingdoms_and_eras_take_their_turn():
    stories = [write(seed, filler=0, kings=1) for seed in range(100)]
    found = {kind: {story.facts[kind] for story in stories} for kind in CUES}
    assert found["first"] == set(NAMES[:4])
    assert found["era"] == set(WEAPONS.values())
    assert found["kingdom"] == set(KINGDOMS)


def fillers(story):
    """The filler words of each reign: all sentences that do not tell of the king."""
    reigns = []
    for sentence in sentences_of(story.words)[1:]:
        first, *_, last, _ = sentence.split()
        if first == "in" and last == "rules" or last == "king":
            reigns.append(0)
        elif first != "king":
            reigns[-1] += len(sentence.split())
    return reigns


@settings(max_examples=40, deadline=None)
@given(SEED, st.integers(1, 3), st.integers(0, 60))
def test_filler_is_as_long_as_asked_up_to_one_sentence(seed, kings, filler):
    story = write(seed, kings=kings, filler=filler, kinds=())
    lengths = fillers(story)
    assert len(lengths) == kings
    assert all(filler <= length < max(1, filler + LONGEST) for length in lengths)


def test_filler_of_a_range_is_drawn_for_each_reign():
    lengths = [
        length
        for seed in range(60)
        for length in fillers(write(seed, filler=(20, 60), kinds=()))
    ]
    assert 20 <= min(lengths) <= 25 and 55 <= max(lengths) < 60 + LONGEST
    assert len(set(lengths)) > 30
    one_or_none = [
        fillers(write(n, kings=1, filler=(0, 1), kinds=())) for n in range(20)
    ]
    assert 4 < one_or_none.count([0]) < 16


DISTRACTOR = re.compile(rf"\b({'|'.join(OCCUPATIONS)}) ({'|'.join(NAMES)})\b")


@pytest.mark.parametrize(("split", "other"), [("train", "test"), ("test", "train")])
def test_a_split_uses_its_own_sentences_and_the_distractors(split, other):
    assert set(sentences(split)).isdisjoint(sentences(other))
    used = set()
    for seed in range(30):
        words = write(seed, kings=1, filler=100, kinds=(), split=split).words
        used |= set(sentences_of(words)[2:-2])
    plain = {s for s in used if not DISTRACTOR.search(s)}
    assert len(plain) > 50 and plain <= set(sentences(split))


def test_two_of_five_filler_sentences_are_distractors():
    told = [s for n in range(30) for s in sentences_of(write(n, filler=100).words)]
    plain = sum(s in sentences("train") for s in told)
    others = sum(bool(DISTRACTOR.search(s)) for s in told)
    assert plain + others > 1000
    assert 0.35 < others / (plain + others) < 0.45
    names = Counter(name for s in told for _, name in DISTRACTOR.findall(s))
    roles = Counter(role for s in told for role, _ in DISTRACTOR.findall(s))
    assert set(names) == set(NAMES[:4]) and set(roles) == set(OCCUPATIONS)


def test_the_death_of_another_of_the_same_name_ends_no_reign():
    namesakes = 0
    for seed in range(30):
        story = write(seed, filler=60)
        for t in range(2, len(story.words)):
            role, name, word = story.words[t - 2 : t + 1]
            if word == "dies" and role in OCCUPATIONS and name == story.ruler[t - 1]:
                assert story.ruler[t] == name
                namesakes += 1
    assert namesakes > 20


def cue_sentences(story):
    forms = {kind: re.escape(cue) for kind, cue in CUES.items()}
    forms = {k: re.sub(r"\\{\w+\\}", r"(\\w+)", form) for k, form in forms.items()}
    told = sentences_of(story.words)
    return [kind for s in told for kind, form in forms.items() if re.fullmatch(form, s)]


@pytest.mark.parametrize("kinds", [("current",), ("first", "kingdom"), tuple(CUES)])
def test_the_ending_asks_each_question_once(kinds):
    for seed in range(5):
        story = write(seed, kinds=kinds)
        assert sorted(cue_sentences(story)) == sorted(kinds)
        assert cue_sentences(write(seed, kinds=kinds, ending=False)) == []
        name = story.facts["current"]
        assert sentences_of(story.words)[-2:] == [
            f"king {name} is clever .",
            f"king {name} wins .",
        ]
    orders = {tuple(cue_sentences(write(s, kinds=kinds))) for s in range(60)}
    assert len(orders) == {1: 1, 2: 2, 4: len(orders)}[len(kinds)]
    assert len(kinds) < 4 or len(orders) > 12


def test_cue_rate_is_the_share_of_cues_among_filler_sentences():
    def share(rate):
        settings = {"filler": 60, "kinds": tuple(CUES), "ending": False}
        stories = [write(n, cue_rate=rate, **settings) for n in range(20)]
        cues = sum(len(cue_sentences(story)) for story in stories)
        told = [s for story in stories for s in sentences_of(story.words)]
        plain = sum(s in sentences("train") for s in told)
        return cues / (cues + plain + sum(bool(DISTRACTOR.search(s)) for s in told))

    assert share(0.0) == 0 and share(1.0) == 1
    assert 0.25 < share(0.3) < 0.35


def test_two_reigns_end_in_two_ways():
    text = " ".join(write(3, filler=0, kinds=()).words)
    first, second, third = (e.name for e in write(3).events if e.kind == "crowned")
    assert text.split(" . ", 2)[2] == (
        f"king {first} goes to war . king {first} wins . king {first} dies . "
        f"son {second} becomes king . king {second} wants revenge . "
        f"king {second} loses . king {second} dies . grandson {third} becomes king . "
        f"king {third} is clever . king {third} wins ."
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kings": 0}, "expected 1 to 3 kings .* got 0"),
        ({"kings": 4}, "expected 1 to 3 kings .* got 4"),
        ({"kings": 3, "names": NAMES[:2]}, "2 names, got 3"),
        ({"split": "dev"}, "train.*test.*got 'dev'"),
        ({"kinds": ("hero",)}, "current, first, era.*got 'hero'"),
        ({"names": ("hari", "rama", "sita")}, "got 'rama'"),
        ({"names": ("hari", "hari", "deva")}, "different"),
    ],
    ids=str,
)
def test_a_wrong_setting_gets_one_sentence(settings, message):
    with pytest.raises(ValueError, match=message) as caught:
        write(0, **settings)
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------- batches


def test_pad_fills_up_with_full_stops():
    tokens = pad([["king"], ["king", "hari", "dies"]], VOCABULARY)
    assert [VOCABULARY.decode(row) for row in tokens] == [
        ["king", ".", "."],
        ["king", "hari", "dies"],
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(CHRONICLES, min_size=1, max_size=4), KINDS)
def test_a_batch_asks_for_the_word_to_come_at_each_cue_and_nowhere_else(stories, kinds):
    tokens, targets = batch(stories, VOCABULARY, kinds)
    longest = max(len(story.words) for story in stories)
    assert tokens.shape == targets.shape == (len(stories), longest)
    for story, row, asked in zip(stories, tokens, targets, strict=True):
        text = VOCABULARY.decode(row)
        assert text[: len(story.words)] == story.words
        assert set(text[len(story.words) :]) <= {"."}
        expected = {c.position - 1: c.answer for c in story.cues if c.kind in kinds}
        assert {t: VOCABULARY.words[asked[t]] for t in np.flatnonzero(asked >= 0)} == (
            expected
        )
        assert (asked[asked < 0] == -1).all()


def test_a_batch_asks_for_every_kind_unless_told():
    stories = [write(0, kinds=tuple(CUES))]
    for one, other in zip(
        batch(stories, VOCABULARY), batch(stories, VOCABULARY, tuple(CUES)), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_no_stories_and_unknown_words_get_one_sentence():
    for call in (lambda: batch([], VOCABULARY), lambda: pad([], VOCABULARY)):
        with pytest.raises(ValueError, match="at least one story of one word"):
            call()
    with pytest.raises(ValueError, match="at least one story of one word"):
        pad([["king"], []], VOCABULARY)
    with pytest.raises(ValueError, match="got 'rama'"):
        batch([read_chronicle("king rama wins .".split())], VOCABULARY)


def test_an_unknown_kind_in_a_batch_gets_one_sentence():
    with pytest.raises(ValueError, match="current, first, era.*got 'hero'"):
        batch([write(0)], VOCABULARY, ("hero",))


def as_texts(pairs):
    return [VOCABULARY.decode(row) for tokens, _ in pairs for row in tokens]


def test_training_stories_are_short_and_ask_only_what_they_are_to_teach():
    pairs = training_batches(np.random.default_rng(0), 6, VOCABULARY, size=10)
    assert len(pairs) == 6 and all(len(tokens) == 10 for tokens, _ in pairs)
    stories = [read_chronicle(text) for text in as_texts(pairs)]
    kings = [sum(e.kind == "crowned" for e in story.events) for story in stories]
    assert set(kings) == {1, 2, 3}
    # As many in all stories of a batch, so that little is filled up.
    assert all(len(set(kings[n : n + 10])) == 1 for n in range(0, 60, 10))
    assert max(len(story.words) for story in stories) < 150
    for tokens, targets in pairs:
        assert set(VOCABULARY.decode(targets[targets >= 0])) <= set(NAMES[:4])
        assert ((targets >= 0).sum(axis=1) >= 2).all()
        assert tokens.shape == targets.shape
    assert {s for text in as_texts(pairs) for s in sentences_of(text)}.isdisjoint(
        sentences("test")
    )


def test_training_teaches_the_kinds_that_are_asked_for():
    rng = np.random.default_rng(1)
    ((_, targets),) = training_batches(rng, 1, VOCABULARY, size=20, kinds=("era",))
    assert set(VOCABULARY.decode(targets[targets >= 0])) == set(WEAPONS.values())


def test_training_is_the_same_for_the_same_seed_and_new_in_every_batch():
    one, same = (
        training_batches(np.random.default_rng(2), 3, VOCABULARY, size=4)
        for _ in range(2)
    )
    assert as_texts(one) == as_texts(same)
    assert len({" ".join(text) for text in as_texts(one)}) == 12


def test_unseen_chronicles_tell_of_three_kings_in_sentences_of_the_test():
    stories = unseen_chronicles(np.random.default_rng(0), 6, 40)
    same = unseen_chronicles(np.random.default_rng(0), 6, 40)
    assert stories == same and len(stories) == 6
    for story in stories:
        assert len(story.events) == 5 and cue_sentences(story) == []
        assert all(40 <= length < 40 + LONGEST for length in fillers(story))
        told = set(sentences_of(story.words))
        assert told & set(sentences("test")) and not told & set(sentences("train"))
        assert "clever" not in story.words


def test_the_names_have_the_first_numbers():
    assert VOCABULARY.words[: len(NAMES)] == NAMES
    assert not [word for word in VOCABULARY.words if "{" in word]


# ---------------------------------------------------------------- data files


def lines(name):
    return (DATA / name).read_text(encoding="utf-8").split("\n")


def told(name):
    return [line for line in lines(name) if line and not line.startswith("#")]


def test_sentences_are_all_lines_but_the_comments():
    assert list(sentences("train")) == told(FILES[0])
    assert list(sentences("test")) == told(FILES[1])


@pytest.mark.parametrize("name", FILES)
def test_the_readme_of_the_data_counts_right(name):
    row = re.search(
        rf"^\| `{name}` \|.*", (DATA / "README.md").read_text(encoding="utf-8"), re.M
    )
    words = {w for s in told(name) for w in s.split() if w != "." and "{" not in w}
    counted = [int(cell) for cell in row[0].split("|")[3:5]]
    assert counted == [len(told(name)), len(words)]


@pytest.mark.parametrize("name", FILES)
def test_a_sentence_is_lower_case_and_ends_with_a_full_stop_of_its_own(name):
    form = re.compile(r"(?:(?:[a-z]+|\{role\}|\{name\}) )+\.")
    assert [s for s in told(name) if not form.fullmatch(s)] == []
    assert len(set(told(name))) == len(told(name))
    assert lines(name)[-1] == ""


@pytest.mark.parametrize("name", FILES[:2])
def test_a_filler_sentence_has_4_to_10_words(name):
    lengths = [len(s.split()) - 1 for s in told(name)]
    assert 4 <= min(lengths) and max(lengths) <= 10
    stated = {FILES[0]: 6.5, FILES[1]: 6.7}[name]
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"{stated}" in text and round(sum(lengths) / len(lengths), 1) == stated


@pytest.mark.parametrize("name", FILES[:2])
def test_a_filler_sentence_tells_no_fact_and_asks_no_question(name):
    facts = {*NAMES, *KINGDOMS, *OCCUPATIONS, *WEAPONS, *WEAPONS.values()}
    events = "king son grandson becomes dies statue fight flag war soldiers".split()
    assert {w for s in told(name) for w in s.split()} & {*facts, *events} == set()
    start = "a modern story . in vatsa king hari rules ."
    story = read(f"{start} {' '.join(told(name))}")
    assert len(story.events) == 1 and story.cues == []
    assert story.facts == read(start).facts


def test_no_distractor_makes_or_unmakes_a_king():
    start = "a modern story . in vatsa king hari rules ."
    for role in OCCUPATIONS:
        for sentence in told(FILES[2]):
            for living in (start, start + " king hari dies ."):
                story = read(f"{living} {sentence.format(role=role, name='hari')}")
                expected = read(living)
                assert (story.events, story.cues) == (expected.events, expected.cues)


def test_the_distractors_are_of_three_kinds():
    found = Counter(
        next((w for w in ("dies", "becomes") if w in s.split()), "everyday")
        for s in told(FILES[2])
    )
    assert found == {"dies": 7, "becomes": 7, "everyday": 10}
    slots = {tuple(re.findall(r"\{.*\}", s)) for s in told(FILES[2])}
    assert slots == {("{role} {name}",)}


def test_every_word_is_known_from_training():
    counts = Counter(w for s in told(FILES[0]) for w in s.split())
    fillers = {w for name in FILES[:2] for s in told(name) for w in s.split()}
    assert {w for w in fillers if counts[w] < 2} == set()
    others = {w for s in told(FILES[2]) for w in s.split() if "{" not in w}
    assert others - counts.keys() == {"dies", "becomes"}


def test_the_two_splits_have_the_same_14_themes():
    themes = [[s for s in lines(name) if s.startswith("#")] for name in FILES[:2]]
    assert themes[0] == themes[1] and len(set(themes[0])) == 14


def word_edits(a, b):
    """Fewest words to insert, delete or replace to turn one list into the other."""
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        before, row[0] = row[:], i
        for j, other in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word != other))
    return row[-1]


def test_a_test_sentence_is_three_word_edits_away_from_every_training_sentence():
    assert word_edits("a b c".split(), "b x c d".split()) == 3
    train, test = ([s.split() for s in told(name)] for name in FILES[:2])
    near = [
        (" ".join(a), " ".join(b))
        for a in test
        for b in train
        # Words of one that the other lacks are never more than the edits.
        if len({*a} - {*b}) < 3 and len({*b} - {*a}) < 3 and word_edits(a, b) < 3
    ]
    assert near == []


@pytest.mark.parametrize("filler", [-1, (8, 2), (-2, 3)])
def test_a_length_of_filler_that_cannot_be_gets_one_sentence(filler):
    with pytest.raises(ValueError, match="expected filler of 0 or more"):
        write_chronicle(np.random.default_rng(0), filler=filler)


@pytest.mark.parametrize("cue_rate", [-0.1, 2, np.nan])
def test_a_cue_rate_is_a_share(cue_rate):
    with pytest.raises(ValueError, match=r"expected a cue_rate in 0\.\.1"):
        write_chronicle(np.random.default_rng(0), cue_rate=cue_rate)


def test_kinds_may_come_from_a_generator():
    stories = [
        write_chronicle(
            np.random.default_rng(0), kinds=(k for k in ("current", "first"))
        )
    ]
    _, targets = batch(stories, chronicle_vocabulary(), kinds=(k for k in ("first",)))
    assert (targets >= 0).sum() == 1


def test_a_string_is_no_story():
    with pytest.raises(ValueError, match="a list of words, got the string 'king'"):
        read_chronicle("king")
