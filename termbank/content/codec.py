"""Parsed files as bytes and back, for the disk and for other processes."""

from __future__ import annotations

import datetime
import io
import marshal
import pickle
import sys
import unicodedata
import zlib
from functools import cache

import markdown_it
import mdit_py_plugins
import pydantic
import yaml

from termbank import __version__, fast
from termbank.content.model import Parsed
from termbank.fast import codec
from termbank.system.files import engine

_CHECKSUM = 4


@cache
def codec_version() -> str:
    """What the bytes of `dumps` depend on besides the file that was parsed.

    Two engines with the same version read each other's bytes, and parse the same file to the same bytes.
    """
    libraries = (markdown_it.__version__, mdit_py_plugins.__version__, pydantic.VERSION, yaml.__version__)
    python = (f"{sys.hexversion:x}", str(marshal.version), unicodedata.unidata_version)
    return " ".join((__version__, engine(), *python, *libraries, *([] if fast.ENABLED else ["plain"])))


def dumps(parsed: Parsed) -> bytes:
    """`parsed` as bytes, for `loads` of an engine with the same `codec_version`."""
    # The checksum finds flipped bits and half-written values; it keeps nobody out.
    data = codec.pack(parsed) if fast.ENABLED else pickle.dumps(parsed)
    return zlib.crc32(data).to_bytes(_CHECKSUM, "big") + data


def loads(data: bytes) -> Parsed:
    """The value that `dumps` was given. Raises ValueError for bytes that are damaged."""
    checksum, packed = data[:_CHECKSUM], data[_CHECKSUM:]
    if not packed or zlib.crc32(packed).to_bytes(_CHECKSUM, "big") != checksum:
        raise ValueError("a parsed file is damaged")
    return codec.unpack(packed) if fast.ENABLED else _Unpickler(io.BytesIO(packed)).load()


class _Unpickler(pickle.Unpickler):
    """Knows the classes of the content model and no function.

    Whoever sends a pull request can add a cache to it, and a build of it must run nothing from there.
    """

    def find_class(self, module: str, name: str) -> type:
        found = super().find_class(module, name)
        own = module.startswith(("termbank.content.", "termbank.text."))
        if not isinstance(found, type) or not (own or issubclass(found, frozenset | datetime.date)):
            raise ValueError(f"a parsed file holds {module}.{name}")
        return found
