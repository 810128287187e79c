"""How much two colours differ for eyes, as WCAG 2 reckons it."""

import numpy as np

PAGES = {"white": "#FFFFFF", "dark": "#111111", "dark, in a cell": "#212121"}
"""What a picture of a widget can stand on."""


def rgb(colour):
    """Return the three parts of "#D55E00", from 0 to 1."""
    return np.array(list(bytes.fromhex(colour[1:]))) / 255


def linear(values):
    """Return parts of colours as amounts of light."""
    bright = ((values + 0.055) / 1.055) ** 2.4
    return np.where(values <= 0.04045, values / 12.92, bright)


def luminance(values):
    """Return how bright colours look, from their parts."""
    return linear(np.asarray(values)) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21 (WCAG 2)."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)
