/* Widgets without a kernel. Each <div class="recorded" data-widget="NAME"> holds a still
   picture. When it comes near the window, recordings/NAME.json.gz is fetched and
   unpacked, and controls and a moving picture take the place of the still one. Where
   what was done before decides the picture, computed.js says which pieces it has. */
"use strict";

(() => {
  const STATIC = new URL(".", document.currentScript.src);
  const QUIET = 600; // milliseconds without a move, after which a picture is announced
  const PACE = 900; // milliseconds for each picture when a recording plays by itself

  const element = (tag, attributes = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
      made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };

  async function unpack(name) {
    const answer = await fetch(new URL(`recordings/${name}.json.gz`, STATIC));
    if (!answer.ok) throw new Error(`expected the recording ${name}, got ${answer.status}`);
    const plain = answer.body.pipeThrough(new DecompressionStream("gzip"));
    return new Response(plain).json();
  }

  /* A widget over recorded pictures: a point has one index for each axis. */
  class Recorded {
    constructor(told) {
      this.frames = new Map();
      let before = [];
      told.points.forEach((point, k) => {
        before = told.frames[k].map((more, n) => (before[n] ?? 0) + more);
        this.frames.set(point.join(), { numbers: before, k });
      });
      Object.assign(this, { axes: told.axes, pieces: told.pieces, told });
      this.point = told.start;
    }

    /* Move one axis; where the grid has no such point, sliders give way. */
    move(axis, index) {
      const wanted = this.point.with(axis, index);
      if (this.frames.has(wanted.join())) return (this.point = wanted);
      const weights = this.axes.map(({ kind }) => (kind === "slider" ? 1 : 1000));
      let least = Infinity;
      for (const point of this.told.points) {
        const far = point.reduce(
          (sum, at, n) => sum + weights[n] * Math.abs(at - wanted[n]), 0);
        if (far < least) [least, this.point] = [far, point];
      }
    }

    svg() {
      const { numbers } = this.frames.get(this.point.join());
      return numbers.map(number => this.pieces[number]).join("");
    }

    follows(k) {
      const { at, shown } = this.told.follow[k];
      return shown[at[this.frames.get(this.point.join()).k]];
    }
  }

  /* One control for an axis; `moved` is called with the index that a hand chose. */
  function control({ label, kind, shown }, moved) {
    const id = `control-${(control.count = (control.count ?? 0) + 1)}`;
    if (kind === "buttons") {
      const radios = shown.map((text, index) => {
        const radio = element("input", { type: "radio", name: id, id: `${id}-${index}` });
        radio.addEventListener("input", () => moved(index));
        return radio;
      });
      const pairs = radios.map((radio, index) =>
        element("span", {}, radio, element("label", { for: radio.id }, shown[index])));
      const group = element("fieldset", {}, element("legend", {}, label), ...pairs);
      return { row: group, show: index => { radios[index].checked = true; } };
    }
    const name = element("label", { for: id }, label);
    if (kind === "menu") {
      const options = shown.map((text, index) => element("option", { value: index }, text));
      const menu = element("select", { id }, ...options);
      menu.addEventListener("input", () => moved(Number(menu.value)));
      const show = index => { menu.value = index; };
      return { row: element("div", {}, name, menu), show };
    }
    const slider = element("input", { id, type: "range", min: 0, max: shown.length - 1 });
    const readout = element("output", { for: id });
    slider.addEventListener("input", () => moved(Number(slider.value)));
    const show = index => {
      slider.value = index;
      slider.setAttribute("aria-valuetext", shown[index]);
      readout.textContent = shown[index];
    };
    return { row: element("div", {}, name, slider, readout), show };
  }

  /* Put the controls and the moving picture in the place of the still one. */
  function build(place, widget) {
    const { follow = [], fixed = [], presets = {} } = widget.told;
    const picture = element("div", { class: "picture" });
    const status = element("p", { class: "announced", role: "status" });
    const form = element("form", { class: "controls" });
    const followers = [], drawn = [];
    let timer, announced = "";

    const draw = () => {
      picture.innerHTML = widget.svg();
      drawn.forEach(update => update());
    };
    const tell = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const finding = picture.firstElementChild.getAttribute("aria-label");
        if (finding !== announced) status.textContent = announced = finding;
      }, QUIET);
    };
    const byHand = (axis, index) => {
      place.dispatchEvent(new Event("hand"));
      widget.move(axis, index);
      draw();
      tell();
    };

    const names = Object.keys(presets);
    if (names.length) {
      const shown = ["my own settings", ...names];
      const choose = index => {
        presets[shown[index]]?.forEach((at, axis) => byHand(axis, at));
      };
      const menu = control({ label: "choose", kind: "menu", shown }, choose);
      drawn.push(() => menu.show(
        1 + names.findIndex(name => presets[name].join() === widget.point.join())));
      form.append(menu.row);
    }
    widget.axes.forEach((axis, n) => {
      const { row, show } = control(axis, index => byHand(n, index));
      drawn.push(() => show(widget.point[n]));
      row.dataset.axis = n;
      form.append(row);
      for (const led of follow.filter(({ kind, axis }) => kind === "slider" && axis === n)) {
        const other = control(led, index => byHand(n, index));
        drawn.push(() => other.show(widget.point[n]));
        form.append(other.row);
      }
    });
    follow.forEach(({ kind, label }, k) => {
      if (kind === "slider") return;
      const words = element("p", { class: "follows" });
      drawn.push(() => words.replaceChildren(
        element("strong", {}, label), " ", widget.follows(k)));
      followers.push(words);
    });
    form.append(...followers);
    form.addEventListener("submit", event => event.preventDefault());
    if (place.dataset.play !== undefined) form.prepend(player(place, widget, draw, tell));
    draw();
    const more = fixed.length
      ? [element("p", { class: "fixed" },
        `With a kernel you also set: ${fixed.join(", ")}.`)]
      : [];
    place.replaceChildren(form, picture, ...more, status);
    place.dataset.ready = "";
  }

  /* A button that lets the last axis run from its first place to its last. */
  function player(place, widget, draw, tell) {
    const axis = widget.axes.length - 1;
    const button = element("button", { type: "button", class: "play" });
    let timer = null;
    const move = index => {
      widget.move(axis, index);
      draw();
    };
    const stop = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = "▶ Play";
      tell();
    };
    const start = () => {
      move(0);
      button.textContent = "❚❚ Pause";
      timer = setInterval(() => {
        const before = widget.point[axis];
        move(Math.min(before + 1, widget.axes[axis].shown.length - 1));
        if (widget.point[axis] === before) stop();
      }, PACE);
    };
    button.addEventListener("click", () => (timer === null ? start() : stop()));
    place.addEventListener("hand", stop);
    button.textContent = "▶ Play";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still) setTimeout(start);
    return button;
  }

  async function wake(place) {
    const told = await unpack(place.dataset.widget);
    if (told.computed) await import(new URL("computed.js", STATIC));
    build(place, told.computed ? window.computed[told.computed](told) : new Recorded(told));
  }

  const near = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      // Without the recording the still picture stays, and says all that it said.
      wake(target).catch(problem => console.warn(problem.message));
    }
  }, { rootMargin: "400px" });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".recorded").forEach(place => near.observe(place));
  });
})();
