/* The pages work without this: it changes the theme and lets keys scroll wide boxes. */
"use strict";

{
  const root = document.documentElement;
  const button = document.querySelector("button.theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const other = () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    return now === "dark" ? "light" : "dark";
  };
  const name = () => button.setAttribute("aria-label", `Use the ${other()} theme`);
  button.addEventListener("click", () => {
    root.dataset.theme = other();
    localStorage.setItem("theme", root.dataset.theme);
    name();
  });
  dark.addEventListener("change", name);
  name();
  button.hidden = false;

  const contents = document.querySelector("#contents");
  contents.addEventListener("click", event => {
    if (event.target.closest("a")) contents.hidePopover();
  });

  // Without a font for formulas, indices would stand on the line.
  const index = [...document.querySelectorAll("msub")].find(each => each.checkVisibility());
  if (index) {
    const [letter, below] = [...index.children].map(part => part.getBoundingClientRect().bottom);
    const least = 0.1 * parseFloat(getComputedStyle(index).fontSize);
    root.classList.toggle("no-math-font", below - letter < least);
  }

  // A box that scrolls can be reached by key; widgets bring theirs when they are ready.
  const size = new ResizeObserver(changes => {
    for (const { target: box } of changes) {
      const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  const watch = () => document.querySelectorAll("main :is(pre, .wide, .picture, .follows)")
    .forEach(box => size.observe(box));
  const ready = { subtree: true, attributeFilter: ["data-ready"] };
  new MutationObserver(watch).observe(document.body, ready);
  watch();
}
