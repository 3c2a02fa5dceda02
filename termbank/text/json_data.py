"""Data as JSON that is harmless wherever it is put."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

# A title may hold `</script>` or `<!--`. As a file of its own JSON is safe with them, but pages hold JSON in scripts,
# and scanners look for them; U+2028 and U+2029 end a line in old JavaScript. JSON has none of these characters outside
# of strings, and every reader of JSON undoes the escapes.
_ESCAPES = MappingProxyType({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def as_json(value: Any) -> bytes:
    """`value` as compact JSON, the same bytes for equal values, harmless wherever it is put."""
    return escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()


def escaped(text: str) -> str:
    """JSON that means the same, without any character that means something in HTML."""
    return text.translate(_ESCAPES)
