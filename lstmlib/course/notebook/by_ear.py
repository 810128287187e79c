"""What lets a widget be used by keys alone and by ear, in the page that shows it.

ipywidgets gives a slider's handle and its number no name, tells of no button in a row
that it is pressed, and announces no picture; JupyterLab takes a letter pressed on a
control for a command: x cuts the cell. The script mends that. A widget's HTML runs no
<script>, so the style beside it starts it. A page that forbids scripts shows the
widget as ipywidgets makes it.
"""

import html

QUIET = 600
"""Milliseconds without a change, after which the picture is announced."""

STYLE = """
.explorer > .by-ear {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.explorer { --jp-widgets-input-border-color: #808080; }
.explorer .noUi-connects { background: #808080; }
.explorer button { border: 1px solid #808080; }
.explorer button.mod-active { box-shadow: inset 0 0 0 2px; }
.explorer :is(.noUi-handle, .widget-readout, select, button, input, textarea)\
:focus-visible {
  outline: 3px solid #d55e00 !important; outline-offset: 2px !important;
}
.explorer textarea:focus-visible { outline-offset: -3px !important; }
@media (prefers-reduced-motion: reduce) { .explorer * { transition: none !important; } }
@media (forced-colors: active) {
  .explorer .noUi-target { border: 1px solid; }
  .explorer button.mod-active {
    forced-color-adjust: none; color: HighlightText; background: Highlight;
  }
}
"""
"""Edges of controls, and what has the focus, with 3 : 1 or more in both themes."""

SCRIPT = """
const panel = this.closest(".explorer"), status = this.nextElementSibling;
const all = (within, selector) => [...within.querySelectorAll(selector)];

/* What a listener is told of each control: its name, and what is pressed. */
const name = () => {
  for (const control of all(panel, ".widget-slider, .widget-toggle-buttons")) {
    const label = control.querySelector(".widget-label").textContent;
    const say = (selector, role) => all(control, selector).forEach(part => {
      part.setAttribute("role", role);
      part.setAttribute("aria-label", label);
    });
    say(".noUi-handle", "slider");
    say(".widget-readout", "textbox");
    say(":scope > div:has(> button)", "group");
    for (const button of all(control, "button"))
      button.setAttribute("aria-pressed", button.classList.contains("mod-active"));
  }
};

/* A picture is announced when it has been still for a while, not each on the way. */
const finding = () => {
  const picture = panel.querySelector(".drawing .widget-html-content");
  const drawn = picture?.querySelector("svg");
  return drawn ? drawn.getAttribute("aria-label") : picture?.textContent ?? "";
};
let shown = "", told = "", timer;
const look = () => {
  name();
  const now = finding();
  if (now === shown) return;
  if (!shown) told = now;
  shown = now;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (shown !== told) status.textContent = told = shown;
  }, QUIET);
};
if (!panel.watched) {
  panel.watched = new MutationObserver(look);
  const what = { subtree: true, childList: true, attributeFilter: ["class"] };
  panel.watched.observe(panel, what);
  look();
}

/* Escape leaves a control for its cell; other keys, alone, are no commands there. The
   window hears a key before anything in it: Notebook takes it at the document. */
if (!window.explorersKeys) {
  window.explorersKeys = event => {
    const at = event.target, cell = at.closest?.(".explorer")?.closest(".jp-Cell");
    if (!cell) return;
    const command = event.ctrlKey || event.metaKey || event.altKey
      || event.shiftKey && event.key === "Enter";
    at.toggleAttribute("data-lm-suppress-shortcuts", !command);
    if (event.key === "Escape" && !event.isComposing) cell.focus();
  };
  window.addEventListener("keydown", window.explorersKeys, true);
}
""".replace("QUIET", str(QUIET))

BY_EAR = f'<style onload="{html.escape(SCRIPT)}">{STYLE}</style><p role="status"></p>'
"""What belongs into a panel of class "explorer", in a part of class "by-ear"."""
