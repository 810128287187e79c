"""Chapter 11: its widget, the pronoun explorer."""

from lstmlib.course.ch11.pronoun_explorer import pronoun_explorer

__all__ = ["pronoun_explorer"]
