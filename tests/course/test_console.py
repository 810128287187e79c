"""On a console of few letters a print of the course says the same in those it has."""

import os
import subprocess
import sys

import pytest

PRINT = "import lstmlib.course; print('✓ −5 × 10⁻¹⁵, “Königs”, ½ of σ … ♔ \\udc80')"
ASCII = '+ -5 x 10^-15, "Konigs", 1/2 of s ... \\N{WHITE CHESS KING} \\udc80'
CP1252 = "+ -5 × 10^-¹5, “Königs”, ½ of s … \\N{WHITE CHESS KING} \\udc80"


@pytest.mark.parametrize(
    "encoding, said",
    [
        ("ascii", ASCII),
        ("cp1252", CP1252),
        ("utf-8", "✓ −5 × 10⁻¹⁵, “Königs”, ½ of σ … ♔ \\udc80"),
        ("ascii:replace", "? ?5 ? 10???, ?K?nigs?, ? of ? ? ? ?"),  # so they asked for
    ],
)
def test_a_print_does_not_stop(encoding, said):
    codec = encoding.split(":")[0]
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
    )
    assert done.stdout.decode(codec).splitlines() == [said], done.stderr.decode()
