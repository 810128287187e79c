"""Chapter 09: its two widgets, the gate reader and the pronoun explorer."""

from lstmlib.course.ch10.gate_reader import gate_reader
from lstmlib.course.ch10.pronoun_explorer import pronoun_explorer

__all__ = ["gate_reader", "pronoun_explorer"]
