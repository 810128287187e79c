"""Chapter 10: its widget, the gate reader."""

from lstmlib.course.ch10.gate_reader import gate_reader

__all__ = ["gate_reader"]
