"""Quick twins of slower modules: each gives what the module that it stands in for gives, or None.

A twin is a short-cut behind one line of its reference, which works without it. `TERMBANK_PLAIN=1` in the environment
turns all twins off; sites stay the same to the byte.
"""

from __future__ import annotations

import os

ENABLED = os.environ.get("TERMBANK_PLAIN") != "1"
