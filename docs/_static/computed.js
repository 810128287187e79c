/* Widgets whose picture depends on what was done before: the gate playground (chapter
   05) and the memory game (00). The pieces come from the course's own drawings
   (scripts/web/computed.py); here is what the reader has done, and what follows. */
"use strict";

(() => {
  /* A number with so many decimals, as Python writes it: an exact half goes to even. */
  function decimal(x, digits) {
    const scaled = Math.abs(x) * 10 ** digits;
    const half = scaled % 1 === 0.5 && Number.isInteger(x * 8);
    const whole = Math.floor(scaled);
    const size = half ? (whole + (whole % 2)) / 10 ** digits : Math.abs(x);
    const minus = x < 0 || Object.is(x, -0) ? "-" : "";
    return minus + size.toFixed(digits);
  }

  /* A place in a picture: one decimal at most, and no minus before 0. */
  const short = x => decimal(x, 1).replace(/\.0$/, "").replace(/^-0$/, "0");
  const signed = x => (decimal(x, 2).startsWith("-") ? "" : "+") + decimal(x, 2);
  const typeset = text => text.replaceAll("-", "−");
  const escaped = text => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const fill = (template, text) => template.replace("{}", () => text);

  /* The lines of a sentence, as even as can be, none longer than `columns`. */
  function wrap(sentence, columns) {
    const lines = width => sentence.split(" ").reduce((done, word) => {
      const last = done.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= width)
        return [...done.slice(0, -1), `${last} ${word}`];
      return [...done, word];
    }, []);
    const count = lines(columns).length;
    let width = Math.ceil(sentence.length / count);
    while (lines(width).length > count) width += 1;
    return lines(width);
  }

  const head = (told, finding) => {
    const lines = wrap(finding, 80);
    const title = told.title.map((template, k) => fill(template, escaped(lines[k] ?? "")));
    return fill(told.opens, escaped(finding)) + title.join("");
  };

  /* Chapter 05: doors i and candidates g for ten words; c adds up their products. */
  class Playground {
    constructor(told) {
      Object.assign(this, { told, axes: told.axes, point: [...told.start] });
      this.open(this.point[0]);
    }

    open(preset) {
      this.i = [...this.told.openings[preset]];
      this.g = [...this.told.proposed];
    }

    move(axis, index) {
      const { doors, proposals } = this.told;
      this.point[axis] = index;
      const at = this.point[1];
      if (axis === 0) this.open(index);
      if (axis === 2) this.i[at] = doors[index];
      if (axis === 3) this.g[at] = proposals[index];
      // Another word, or other doors: the sliders show what is set there.
      if (axis < 2) {
        this.point[2] = doors.indexOf(this.i[at]);
        this.point[3] = proposals.indexOf(this.g[at]);
      }
    }

    svg() {
      const { told, i, g } = this, at = this.point[1];
      let sum = 0;
      const c = i.map((door, k) => (sum += door * g[k]));
      const near = c.map((value, k) => Math.abs(value - told.wanted[k]) <= told.near);
      const end = signed(c.at(-1));
      const finding = typeset(
        `At word ${at + 1}, “${told.words[at]}”: i = ${decimal(i[at], 2)} and g = ` +
        `${signed(g[at])}. c is right after ${near.filter(Boolean).length} of 10 words; ` +
        `it ends at ${end} and should be +1, Arjun`);
      const columns = told.columns.map(({ door, candidate }, k) =>
        door[told.doors.indexOf(i[k])] + candidate[told.proposals.indexOf(g[k])]);
      return [
        head(told, finding), told.chosen[at], ...columns, told.frame,
        ...this.memory(c, near), told.close,
      ].join("");
    }

    /* The line of c, the two names at the ends, and a mark where c is right. */
    memory(c, near) {
      const { told } = this;
      const limit = value => Math.min(9, Math.max(-9, value));
      const x = k => 70 + (560 * (k + 1 - 0.5)) / 10;
      const y = value => 196 + 200 * limit((2.5 - value) / 5);
      const places = c.map((value, k) => [x(k), y(limit(value))]);
      const line = points => "M" + points.map(([a, b]) => `${short(a)} ${short(b)}`).join("L");
      const marks = places.filter((_, k) => near[k]).map(([a, b]) =>
        line(told.marker.map(([right, down]) => [a + right, b + down])) + "Z");
      const [wanted, name] = apart(y(told.wanted.at(-1)), places.at(-1)[1], 17, 196, 396);
      return [
        fill(told.label, short(wanted)), fill(told.line, line(places)),
        fill(told.name, short(name)), ...(marks.length ? [fill(told.marks, marks.join(""))] : []),
      ];
    }
  }

  /* Two places moved as little as needed to stand `gap` apart, from low to high. */
  function apart(first, second, gap, low, high) {
    const swapped = second < first;
    let [a, b] = swapped ? [second, first] : [first, second];
    b -= gap;
    if (a > b) a = b = (a + b) / 2;
    const inside = place => Math.min(Math.max(low, high - gap), Math.max(low, place));
    [a, b] = [inside(a), inside(b) + gap];
    return swapped ? [b, a] : [a, b];
  }

  /* Chapter 00: a place for each sentence; a later one removes what stood there. */
  class MemoryGame {
    constructor(told) {
      Object.assign(this, { told, axes: told.axes, point: [...told.start] });
      this.choices = [...told.opening];
    }

    move(axis, index) {
      this.point[axis] = index;
      if (axis === 1) this.choices[this.point[0]] = index;
      else this.point[1] = this.choices[index];
    }

    svg() {
      const { told } = this, at = this.point[0], last = at === told.sentences.length - 1;
      const kept = told.places.map(() => 0);
      this.choices.slice(0, at + 1).forEach((place, k) => {
        if (place > 0) kept[place - 1] = k + 1;
      });
      const known = told.tells.map(tells => tells.some(number => kept.includes(number)));
      const finding = last
        ? told.scores[known.filter(Boolean).length]
        : told.findings[at][kept.filter(Boolean).length];
      return [
        head(told, finding), told.frame, told.sentences[at],
        ...told.places.map((pieces, k) => pieces[kept[k]]),
        ...(last ? told.quiz.map((pieces, k) => pieces[Number(known[k])]) : [told.waiting]),
        told.close,
      ].join("");
    }
  }

  window.computed = {
    playground: told => new Playground(told),
    memory_game: told => new MemoryGame(told),
  };
})();
