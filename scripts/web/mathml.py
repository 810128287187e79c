"""Formulas as MathML: the browser sets them, with no script and no fetched font."""

import re

from docutils.nodes import SkipNode
from latex2mathml.converter import convert

SPACE = re.compile(r"\s+")


def mathml(formula, display="inline"):
    """Return a formula in LaTeX as a <math> element that also holds its LaTeX."""
    element = convert(formula, display=display)
    told = SPACE.sub(" ", formula).strip()
    for sign, name in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;")):
        told = told.replace(sign, name)
    return element.replace("<math ", f'<math alttext="{told}" ', 1)


def visit_inline(translator, node):
    """Write a formula within a line."""
    translator.body.append(mathml(node.astext()))
    raise SkipNode


def visit_block(translator, node):
    """Write a formula of its own line, in a box that scrolls when it is too wide."""
    formula = mathml(node.astext(), "block")
    translator.body.append(f'<div class="wide formula">{formula}</div>\n')
    raise SkipNode


def setup(app):
    """Make Sphinx write formulas with these functions."""
    inline, block = (visit_inline, None), (visit_block, None)
    app.add_html_math_renderer("mathml", inline, block)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
