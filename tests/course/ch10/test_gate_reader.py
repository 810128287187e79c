"""The gate reader: hands that hold, units that are off, and whatever one may type."""

import html
import re
import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstmlib.cells import sigmoid
from lstmlib.course.ch10 import gate_reader
from lstmlib.course.ch10.gate_reader import CHAPTER_00, OWN, STORIES, WISHES, read_scene
from lstmlib.course.data import DATA
from lstmlib.course.drawing.svg import Image, Text
from lstmlib.course.lab.interventions import ClampGate, edited_trace
from lstmlib.course.lab.questions import ask_all, likeliest
from lstmlib.course.lab.recall import answer_probabilities, ask
from lstmlib.course.notebook.controls import choice, text_area
from lstmlib.course.stories import reader_input
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary
from lstmlib.course.stories.reader_input import LONGEST, as_typed, units_of, words_of
from lstmlib.layers import LSTM, RNN
from lstmlib.models import load, word_model

VOCABULARY = chronicle_vocabulary()
WORDS = list(CHAPTER_00)
DIES = WORDS.index("dies")


def random_layer(seed, size=5, **options):
    rng = np.random.default_rng(seed)
    layer = LSTM(3, size, rng=rng, dtype=np.float64, **options)
    for name, weights in layer.params.items():
        layer.params[name] = weights + 0.8 * rng.normal(size=weights.shape)
    return layer


@pytest.fixture(scope="module")
def model():
    return load(DATA / "weights" / "recall_1.npz")


@pytest.fixture
def reader(model):
    return gate_reader.gate_reader(model, VOCABULARY, units={"first": 8, "ruler": 11})


# ------------------------------------------------------------------- the hands


def by_hand(layer, x, clamps, off):
    """The recurrence written out unit by unit, with gates replaced: c and h."""
    p, H = layer.params, layer.hidden_size
    N, T, _ = x.shape
    c, h = np.zeros((N, T + 1, H)), np.zeros((N, T + 1, H))
    for n, t, u in np.ndindex(N, T, H):
        sums = {
            gate: x[n, t] @ p["W_x"][:, k * H + u]
            + h[n, t] @ p["W_h"][:, k * H + u]
            + p["b"][k * H + u]
            for k, gate in enumerate("ifgo")
        }
        gates = {gate: sigmoid(sums[gate]) for gate in "ifo"} | layer.fixed_gates
        for gate, value, units, places in clamps:
            if t in places and (units is None or u in units):
                gates[gate] = value
        c[n, t + 1, u] = gates["f"] * c[n, t, u] + gates["i"] * np.tanh(sums["g"])
        h[n, t + 1, u] = gates["o"] * np.tanh(c[n, t + 1, u])
        if u in off and t >= off[u]:
            c[n, t + 1, u] = h[n, t + 1, u] = 0
    return c[:, 1:], h[:, 1:]


EDITS = {
    "nothing": ([], {}),
    "all forget gates": ([ClampGate("f", 1.0, None, range(4, 99))], {}),
    "two gates": (
        [ClampGate("f", 0.9, None, [2, 3]), ClampGate("i", 0.1, [0, 4], [3])],
        {},
    ),
    "the same gate twice": (
        [ClampGate("o", 0.0, None, [5]), ClampGate("o", 1.0, [1], [5])],
        {},
    ),
    "units off": ([], {1: 0, 4: 6}),
    "all at once": ([ClampGate("o", 0.25, [1, 2], range(2, 7))], {2: 5, 3: 1}),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("fixed", [{}, {"i": 0.7}])
def test_hands_change_the_recurrence_and_nothing_else(edit, fixed):
    layer = random_layer(1, fixed_gates=fixed)
    x = np.random.default_rng(2).normal(size=(2, 8, 3))
    clamps, off = EDITS[edit]
    trace = edited_trace(layer, x, clamps, off)
    c, h = by_hand(layer, x, clamps, off)
    np.testing.assert_allclose(trace.c, c, atol=1e-12)
    np.testing.assert_allclose(trace.h, h, atol=1e-12)
    np.testing.assert_array_equal(trace.c_prev[:, 1:], trace.c[:, :-1])
    np.testing.assert_array_equal(trace.h_prev[:, 1:], trace.h[:, :-1])
    for gate, value, units, places in clamps[-1:]:
        shown = getattr(trace, gate)[:, [t for t in places if t < 8]]
        assert (shown[..., units if units else slice(None)] == value).all()


def test_without_hands_the_trace_is_the_layers_own():
    layer = random_layer(3)
    x = np.random.default_rng(2).normal(size=(2, 8, 3))
    for own, same in zip(layer.forward(x), edited_trace(layer, x), strict=True):
        np.testing.assert_allclose(own, same, atol=1e-12)


def test_a_gate_of_a_cell_with_a_fixed_one_can_be_held_otherwise():
    layer = random_layer(3, fixed_gates={"f": 1.0})
    x = np.random.default_rng(2).normal(size=(1, 4, 3))
    trace = edited_trace(layer, x, [ClampGate("f", 0.0, [2], [3])])
    assert trace.f[0, 3].tolist() == [1, 1, 0, 1, 1]


@pytest.mark.parametrize(
    ("clamps", "off", "told"),
    [
        (
            [ClampGate("g", 1.0, None, [0])],
            {},
            "expected fixed_gates to give i, f or o",
        ),
        (
            [ClampGate("f", 1.5, None, [0])],
            {},
            "expected fixed_gates to give i, f or o",
        ),
        ([ClampGate("f", 1.0, [5], [0])], {}, "expected a unit in 0..4, got 5"),
        ([], {-1: 0}, "expected a unit in 0..4, got -1"),
    ],
)
def test_no_other_hand_is_possible(clamps, off, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        edited_trace(random_layer(0), np.zeros((1, 2, 3)), clamps, off)


# --------------------------------------------------------------- the questions


def test_the_questions_ask_what_recall_asks(model):
    chronicle = read_chronicle(WORDS)
    said = likeliest(ask_all(model, VOCABULARY, WORDS), VOCABULARY)
    for kind, (word, share) in said.items():
        assert [word] == ask(model, [chronicle], VOCABULARY, kind)
        assert 0 < share <= 1
    assert {kind: word for kind, (word, _) in said.items()} == chronicle.facts


def test_every_question_is_asked_at_its_own_last_word(small_model):
    """A network that has learned nothing answers otherwise at every word."""
    asked = ask_all(small_model, VOCABULARY, WORDS)
    for kind, shares in asked.shares.items():
        place = small_model, WORDS, VOCABULARY, kind, VOCABULARY.words
        np.testing.assert_allclose(
            shares, answer_probabilities(*place, [72])[0], rtol=1e-4
        )
    assert len(WORDS) == 73


def test_a_hand_that_does_nothing_changes_no_answer(model):
    plain = ask_all(model, VOCABULARY, WORDS)
    idle = ask_all(model, VOCABULARY, WORDS, [ClampGate("f", 1.0, None, [])])
    for kind, shares in plain.shares.items():
        np.testing.assert_allclose(idle.shares[kind], shares, atol=1e-5)
    np.testing.assert_allclose(idle.trace.c, plain.trace.c, atol=1e-3)


def test_the_hand_stays_while_the_questions_are_asked(model):
    """A memory that may not speak gives one and the same answer to all of them."""
    mute = [ClampGate("o", 0.0, None, range(len(WORDS) - 1, 999))]
    shares = list(ask_all(model, VOCABULARY, WORDS, mute).shares.values())
    assert all(np.allclose(shares[0], other) for other in shares)
    off = dict.fromkeys(range(model.layer.hidden_size), len(WORDS) - 1)
    silent = ask_all(model, VOCABULARY, WORDS, off=off)
    assert np.allclose(silent.shares["first"], shares[0])
    assert not silent.trace.h[0, -1].any() and silent.trace.h[0, -2].any()


@pytest.mark.parametrize("wrong", [None, "RNN", "few words", "layer"])
def test_another_network_is_refused(wrong):
    rng = np.random.default_rng(0)
    models = {
        "RNN": word_model(RNN(3, 5, rng=rng), len(VOCABULARY), rng=rng),
        "few words": word_model(LSTM(3, 5, rng=rng), 7, rng=rng),
        "layer": LSTM(3, 5, rng=rng),
    }
    with pytest.raises(ValueError, match="expected an LSTM that answers with"):
        gate_reader.gate_reader(models.get(wrong), VOCABULARY)


# ------------------------------------------------------------------ what is typed


@pytest.mark.parametrize(
    "typed",
    [
        "King Arjun rules.",
        "king arjun rules .",
        ' "King," arjun\n rules!? ',
        "\tking arjun RULES…",
        "ＫＩＮＧ ａｒｊｕｎ rules．",
        "king、arjun rules。",
        "king arjun rules।",
        "king، arjun rules؟",
        "‘king’ 'arjun' rules’.",
        "「king」 ‹arjun› rules！",
        "\u202bki\u200dng\u202c ar\u00adjun\u3000rules\ufeff.",
        "king\r\narjun\trules\r\n.\r\n",
    ],
)
def test_a_story_may_be_typed_in_many_ways(typed):
    assert words_of(typed, VOCABULARY) == "king arjun rules .".split()


def test_what_is_written_out_is_read_back():
    assert as_typed("king arjun rules . a boat".split()) == "king arjun rules. a boat"
    for words in (WORDS, STORIES["a long story"]()):
        assert words_of(as_typed(words), VOCABULARY) == list(words)


def test_a_word_that_is_being_typed_waits():
    assert words_of("king arj", VOCABULARY) == ["king"]
    with pytest.raises(ValueError, match="got “arj” .did you mean “arjun”"):
        words_of("king arj ", VOCABULARY)
    with pytest.raises(ValueError, match="got “xarj”"):
        words_of("king xarj", VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "expected a story of at least one whole word, got none"),
        (" \n\t", "expected a story of at least one whole word, got none"),
        ("k", "expected a story of at least one whole word, got none"),
        ("king " * 301, "expected a story of at most 300 words, got 301"),
        ("kings dye.", "got “kings” (did you mean “king”"),
        ("a1 b2 c3 d4 e5 .", "“b2”, “c3” and 2 more"),
        ("x" * 10_000, "got “" + "x" * 24 + "…”"),
        ("x" * 10_001, "expected a story of at most 10000 letters, got 10001"),
        ("\u202e\x00 king", "got “�”"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(typed, told):
    with pytest.raises(ValueError) as caught:
        words_of(typed, VOCABULARY)
    assert told in str(caught.value)


def test_as_many_words_as_are_allowed_are_read():
    assert len(words_of("king " * LONGEST, VOCABULARY)) == LONGEST


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("", []),
        ("3", [3]),
        (" 17, 3;3\n0 ", [0, 3, 17]),
        ("３１、4，5；6", [4, 5, 6, 31]),
    ],
)
def test_units_may_be_typed_in_many_ways(typed, units):
    assert units_of(typed, 32) == units


@pytest.mark.parametrize("typed", ["32", "-1", "1.5", "two", "9" * 9999, "٣", "<b>"])
def test_what_is_no_unit_gets_one_sentence(typed):
    with pytest.raises(ValueError, match=r"expected units as numbers in 0\.\.31, such"):
        units_of(typed, 32)


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text("<>&\"'/=() scriptonalertimgsvg", max_size=200),
    st.lists(st.sampled_from([*VOCABULARY.words[:60], "<b>", "😀", "\x00", "king"]))
    .map(" ".join),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(story=HOSTILE, off=HOSTILE)
@example(story="<script>alert(1)</script>", off="<img src=x onerror=alert(1)>")
@example(story='"><svg onload=alert(1)>', off="")
@example(story="king <b>arjun</b> rules .", off="")
@example(story="😀 👑 ‮", off="😀")
@example(story="", off="")
@example(story="x" * 10_000, off="9" * 10_000)
@example(story="<i> " * 2_500, off="<i> " * 2_500)
@example(story="king\x00\x1b[31m .", off="\x00")
@example(story="&lt;script&gt; ]]> <!-- ", off="&#60;b&#62;")
@example(story="\ud800 king", off="\udfff")
def test_whatever_is_typed_neither_raises_nor_becomes_a_tag(small, story, off):
    for typed in ({"story": story}, {"off": off}):
        small.set(**typed)
        page = small._panel.children[-1].value
        page.encode("utf-8")
        tags = set(re.findall(r"<([^\s>/]*)", page))
        assert tags <= {"svg", "path", "text", "image", "p", ""}
        assert not re.search(r"<[^>]* on\w+=", page)
        assert small.problem is None or html.escape(small.problem) in page
        assert small.problem is None or len(small.problem) < 300
    small.set(story=as_typed(WORDS), off="")
    assert small.problem is None


LONG = ["x" * 10_000, "x1 " * 3_333, "<b>&" * 2_500, " " * 10_000, "." * 10_000]


@pytest.mark.parametrize("typed", [*LONG, "kingg " * LONGEST])
def test_ten_thousand_letters_take_no_longer_than_a_story(small, typed):
    """Beside the longest story that is read, in turn, on this machine and now."""
    longest = as_typed((WORDS * 9)[: LONGEST - 1] + ["."])
    for field in ("story", "off"):
        ratios = []
        for _ in range(3):
            usual = seconds(small, story=longest)
            assert small.problem is None
            ratios.append(seconds(small, **{field: typed}) / usual)
            small.set(story=as_typed(WORDS), off="")
        assert np.median(ratios) < 2.5


def seconds(reader, **values):
    """Return the processor's seconds for a move."""
    start = time.process_time()
    reader.set(**values)
    return time.process_time() - start


@pytest.fixture(scope="module")
def small_model():
    rng = np.random.default_rng(0)
    return word_model(LSTM(4, 6, rng=rng), len(VOCABULARY), rng=rng)


@pytest.fixture(scope="module")
def small(small_model):
    return gate_reader.gate_reader(small_model, VOCABULARY)


def test_the_property_test_would_see_a_tag():
    page = '<p role="alert">got <b>x</b></p>'
    assert not set(re.findall(r"<([^\s>/]*)", page)) <= {"p", ""}


# -------------------------------------------------------------------- the widget


def test_every_corner_has_a_picture_and_both_ends_of_a_slider_differ(small_model):
    story = "king arjun dies . son bala becomes king .".split()
    reader = gate_reader.gate_reader(small_model, VOCABULARY, story, units={"first": 3})
    before = reader.drawing.finding, reader.values()
    findings = reader.drive()
    assert len(findings) == len(reader.extremes())
    assert (reader.drawing.finding, reader.values()) == before
    for name in ("value", "start"):
        told, own = set(), reader.values()[name]
        for end in (reader.controls[name].min, reader.controls[name].max):
            reader.set(**{name: end})
            told.add(reader.drawing.finding)
        assert len(told) == 2, name
        reader.set(**{name: own})


def images(reader):
    """The heat strips of the picture: {quantity: (upper, rows of all units)}."""
    shapes = [s for s in reader.drawing.shapes if isinstance(s, Image)][:12]
    pairs = zip(shapes[::2], shapes[1::2], strict=True)
    return dict(zip("figoch", [(a.levels, b.levels) for a, b in pairs], strict=True))


@pytest.mark.parametrize("unit", ["all units", "unit 11"])
def test_the_strips_are_the_trace_under_the_hand(model, unit):
    reader = gate_reader.gate_reader(model, VOCABULARY)
    reader.set(unit=unit, hold="the forget gate f", value=0.0, start=40, off="3, 8")
    index = None if unit == "all units" else 11
    clamp = ClampGate("f", 0.0, None if index is None else [index], range(39, 999))
    told = read_chronicle(WORDS)
    scene = read_scene(model, VOCABULARY, told, [clamp], [3, 8], start=39, unit=index)
    strips = images(reader)
    for name, low, high in (("f", 0, 1), ("o", 0, 1), ("h", -1, 1), ("c", -3, 3)):
        values = getattr(scene.held.trace, name)[0].T
        levels = (np.clip(values, low, high) - low) / (high - low) * 64
        assert abs(strips[name][1] - levels).max() <= 0.501
        own = abs(values) if low else values
        shown = own.mean(axis=0) if index is None else values[index]
        levels = (np.clip(shown, low, high) - low) / (high - low) * 64
        assert abs(strips[name][0][0] - levels).max() <= 0.501
    assert not (strips["h"][1][[3, 8], 39:] - 32).any()
    assert (strips["h"][1][[3, 8], :39] != 32).any()
    held = strips["f"][1][:, 39:] == 0
    assert held.all() if index is None else held[11].all() and not held.all()
    shown = strips["f"][0][0]
    assert not shown[39:].any() and shown[:39].any()


def test_only_the_units_that_may_be_chosen_have_a_row(model, reader):
    told = read_chronicle(WORDS)
    trace = read_scene(model, VOCABULARY, told, [], start=0).held.trace
    reader.set(wish="no hand at all")
    for name in "fio":
        levels = np.clip(getattr(trace, name)[0].T[[8, 11]], 0, 1) * 64
        assert abs(images(reader)[name][1] - levels).max() <= 0.501
    assert "a row for each of 2 units" in reader.drawing.to_svg()


def test_the_finding_names_the_answers_that_change(model, reader):
    plain = likeliest(ask_all(model, VOCABULARY, WORDS), VOCABULARY)
    for wish in WISHES:
        reader.set(wish=wish)
        finding, values = reader.drawing.finding, reader.values()
        if wish == "no hand at all":
            assert "deva 100 %" in finding and "On average" not in finding
            assert "with your hand" not in reader.drawing.to_svg()
            continue
        gate = re.search(r"gate (\w)|^(\w),", values["hold"])
        places = range(values["start"] - 1, 999)
        clamps = [ClampGate(gate[1] or gate[2], values["value"], None, places)]
        if gate[2]:
            clamps.append(ClampGate("i", 1 - values["value"], None, places))
        held = ask_all(model, VOCABULARY, WORDS, clamps)
        after = likeliest(held, VOCABULARY)
        changed = [k for k in plain if plain[k][0] != after[k][0]]
        assert f"{len(changed) or 'None'} of 4 answers" in finding
        for kind in changed:
            assert f"not {plain[kind][0]}" in finding
        svg = reader.drawing.to_svg()
        for kind, (word, _) in plain.items():
            share = held.shares[kind][VOCABULARY.encode([word])[0]]
            assert (f" · {word} {100 * share:.0f} %" in svg) == (kind in changed)
        assert svg.count("with your hand") == 1
        assert f"held at {values['value']:.2f}" in svg


def test_a_memory_that_stands_still_keeps_the_first_king_on_the_throne(reader):
    reader.set(wish="let the first king live")
    assert reader.values()["start"] == DIES + 1
    assert "ruler arjun" in reader.drawing.finding
    reader.set(hold="nothing")
    assert "ruler deva" in reader.drawing.finding


def test_a_wish_moves_the_other_controls_and_is_let_go(reader):
    reader.set(wish="no one new may enter")
    assert reader.values()["hold"] == "the input gate i"
    assert (reader.values()["value"], reader.values()["start"]) == (0.0, DIES + 1)
    assert reader.values()["wish"] == "no one new may enter"
    reader.set(value=0.5)
    assert reader.values()["wish"] == OWN
    reader.set(wish="a long story")
    words = STORIES["a long story"]()
    assert words_of(reader.values()["story"], VOCABULARY) == words
    assert reader.controls["start"].max == len(words) > 100
    assert reader.values()["hold"] == "nothing"
    assert f"of {len(words)}" in reader.drawing.finding
    reader.set(wish="the story of chapter 00", unit="first")
    assert (
        reader.controls["start"].max == len(WORDS) and "first" in reader.drawing.finding
    )


def test_a_story_that_becomes_shorter_takes_the_hand_along(reader):
    reader.set(start=70)
    assert reader.values()["wish"] == OWN
    reader.controls["story"].value = "King arjun rules. The boat"
    assert reader.problem is None and reader.controls["start"].max == 6
    assert "From word 6 of 6, “boat” on" in reader.drawing.finding
    reader.controls["story"].value = "king"
    assert "word 1 of 1, “king”" in reader.drawing.finding
    reader.controls["story"].value = ""
    assert "at least one whole word" in reader.problem
    reader.set(wish="let the first king live")
    assert "at least one whole word" in reader.problem
    reader.controls["story"].value = as_typed(WORDS)
    assert reader.problem is None and reader.controls["start"].max == len(WORDS)
    assert reader.values()["start"] == DIES + 1


def test_a_wish_holds_for_the_next_story_too(reader):
    reader.set(wish="let the first king live")
    reader.controls["story"].value = "In vatsa king bala rules. King bala dies. A"
    assert reader.values()["wish"] == "let the first king live"
    assert "From word 9 of 11, “dies” on" in reader.drawing.finding
    reader.controls["story"].value = "A boat"
    assert "From word 1 of 2, “a” on" in reader.drawing.finding
    reader.set(wish="a long story")
    reader.controls["story"].value = "A boat sinks."
    assert reader.values()["wish"] == OWN


def test_a_wish_is_one_new_picture(reader):
    pages = []
    reader._picture.observe(lambda change: pages.append(change["new"]), "value")
    reader.controls["wish"].value = "no one new may enter"
    assert len(pages) == 1 and "i = 0.00 in all units" in pages[0]


def test_an_edit_reads_the_story_once(reader, monkeypatch):
    """Whatever follows from it: a wish, room for the slider, a picture, a refusal."""
    read = {"words_of": [], "read_chronicle": []}
    for name, calls in read.items():
        own = getattr(reader_input, name)

        def counted(text, *rest, own=own, calls=calls):
            calls.append(text)
            return own(text, *rest)

        monkeypatch.setattr(reader_input, name, counted)
    for wish, thing in (("let the first king live", "boat"), ("a long story", "river")):
        reader.set(wish=wish)
        for calls in read.values():
            calls.clear()
        reader.controls["story"].value = f"In vatsa king bala rules. The {thing}"
        assert [len(calls) for calls in read.values()] == [1, 1]
        reader.set(value=0.35, unit="ruler", off="3")
        assert [len(calls) for calls in read.values()] == [1, 1]
        reader.controls["story"].value = "King arjun dyes. "
        assert [len(calls) for calls in read.values()] == [2, 1]
        assert "did you mean" in reader.problem
        reader.set(off="")


def test_a_text_area_is_wide_and_changes_with_every_key():
    area = text_area("king")
    assert area.continuous_update and area.layout.width == "calc(100% - 4px)"


def test_long_options_stand_in_a_list_and_short_ones_beside_each_other():
    made = choice(["one", "another that is long"]), choice(["one", "two"])
    assert [type(control).__name__ for control in made] == ["Dropdown", "ToggleButtons"]


def test_the_story_itself_is_what_is_asked(model, reader):
    reader.set(hold="nothing")
    reader.controls["story"].value = "A modern story. In kosala king bala rules."
    texts = [s.words for s in reader.drawing.shapes if isinstance(s, Text)]
    row = texts.index("swords or guns?")
    assert texts[row + 1] == "guns"
    reader.controls["story"].value = "The boat sails."
    texts = [s.words for s in reader.drawing.shapes if isinstance(s, Text)]
    assert texts.count("not told") == 4


def test_a_name_that_no_network_of_the_course_has_learned_gets_a_warning(reader):
    assert "never learned" not in reader.drawing.finding
    for typed, told in (
        ("King gopal rules. Bala sings.", "network has never learned the name gopal"),
        ("King kiran rules. Hari sings.", "never learned the names hari and kiran"),
    ):
        reader.controls["story"].value = typed
        assert reader.drawing.finding.endswith(told)
        assert told[-14:] in reader.drawing.to_svg()


@pytest.mark.parametrize("unit", ["all units", "first"])
@pytest.mark.parametrize("length", [1, 2, 73, 136, LONGEST])
def test_words_have_room_and_nothing_is_cut_off(reader, unit, length):
    words = (WORDS * 5)[:length]
    reader.set(
        story=as_typed(words) + " ", unit=unit, hold="the output gate o", value=0.0
    )
    for start in {1, (length + 1) // 2, length}:
        reader.set(start=start)
        texts = [s for s in reader.drawing.shapes if isinstance(s, Text)]
        turned = sorted(s.x for s in texts if s.turn)
        assert len(turned) == 1 or np.diff(turned).min() > 11.9
        assert [s.words for s in texts if s.turn and s.weight == "bold"] == [
            words[start - 1]
        ]
        for text in (s for s in texts if not s.turn and s.size < 15):
            share = {"start": 0, "end": 1}[text.anchor]
            left = text.x - share * 0.56 * text.size * len(text.words)
            assert left >= 0 and left + 0.56 * text.size * len(text.words) <= 720
            assert text.size >= 12


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"units": {"ninth": 99}}, "expected units in 0..31, got"),
        ({"wish": "more gold"}, "expected a wish, one of"),
        ({"story": ["king", "dyes"]}, "got “dyes” (did you mean “dies”"),
        ({"story": []}, "at least one whole word"),
    ],
)
def test_what_cannot_be_read_is_said(model, options, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        gate_reader.gate_reader(model, VOCABULARY, **options)


def test_an_edit_reads_the_story_anew_and_a_hand_leaves_the_plain_reading(
    model, monkeypatch
):
    asked, ask_all = [], gate_reader.ask_all
    heard = lambda *args: asked.append(args[3:]) or ask_all(*args)  # noqa: E731
    reader = gate_reader.gate_reader(model, VOCABULARY)
    monkeypatch.setattr(gate_reader, "ask_all", heard)
    for story in ("in vatsa king bala rules . ", "in vatsa king deva rules . "):
        asked.clear()
        reader.set(story=story)
        assert [bool(hands) for hands in asked] == [False, True]
    for value in (0.0, 0.5):
        asked.clear()
        reader.set(value=value)
        assert [bool(hands) for hands in asked] == [True]
    asked.clear()
    reader.set(value=0.5)
    assert asked == [], "a picture that is there is not drawn anew"
