"""Formulas as MathML: the browser sets them, with no script and no fetched font.

    mathml(formula, display)  a formula in LaTeX as a <math> element

As an extension of Sphinx it writes all formulas of the pages.
"""

import html
import re

from docutils.nodes import SkipNode
from latex2mathml.converter import convert

# What the converter leaves to mend: how names of functions and bars are spaced, a line
# above a term (no font is needed for a border), and upright single letters.
NAMED = re.compile(r'<m([io])>\\?([a-z]{2,})</m\1>(<mo stretchy="false">&#x00028;)?')
BAR = re.compile(r'<mo(?: stretchy="false")?>(&#x0007C;|&#x02016;)</mo>')
OVER = re.compile(r'<mover>(<mrow>.*?</mrow>)<mo accent="true">&#x02015;</mo></mover>')
UPRIGHT = re.compile(r"<mi>(&#x000[4-7][0-9A-F];)</mi>")


def mathml(formula, display="inline"):
    """Return a formula in LaTeX as a <math> element that also holds its LaTeX."""
    element = convert(formula, display=display)
    element = NAMED.sub(spaced, element)
    element = BAR.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', element)
    element = OVER.sub(r'<mrow class="over">\1</mrow>', element)
    element = UPRIGHT.sub(r'<mi mathvariant="normal">\1</mi>', element)
    told = html.escape(" ".join(formula.split()))
    return element.replace("<math ", f'<math alttext="{told}" ', 1)


def spaced(found):
    """Return a function's name with a thin space around it, none before a bracket."""
    after = "0" if found[3] else "0.167em"
    name = f'<mo lspace="0.167em" rspace="{after}">{found[2]}</mo>'
    return name + (found[3] or "")


def write_inline(translator, node):
    """Write a formula within a line."""
    translator.body.append(mathml(node.astext()))
    raise SkipNode


def write_block(translator, node):
    """Write a formula of its own line, in a box that scrolls when it is too wide."""
    formula = mathml(node.astext(), "block")
    translator.body.append(f'<div class="wide formula">{formula}</div>\n')
    raise SkipNode


def setup(app):
    """Make Sphinx write formulas with these functions."""
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
