"""Values of which a part is decoded only when somebody reads it.

The reference is the value made whole by its own class. A build reads every record, and of most of them neither the
parts of the body nor the places of the front matter: decoding those takes 51 ms per 1,000 files, in a glossary of
1,000 terms as in one of 10,000 (`bench/stages.py`, rows "body" and "places").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def deferred(kind: type[T], decode: Callable[[], Mapping[str, object]], **known: object) -> T:
    """A value of the frozen dataclass `kind` with slots that has the fields `known`; `decode` gives all others.

    It decodes when any of the others is read, compared, hashed, shown or copied, once. Nobody who holds it can tell it
    from a whole value but by the time that this takes.
    """
    # A page of another term asks for a title and a first paragraph; most bodies are never looked at.
    value = object.__new__(_class(cast(Any, kind)))
    for name, item in (*known.items(), ("_decode", decode)):
        object.__setattr__(value, name, item)
    return cast(T, value)


@cache
def _class(kind: type[Any]) -> type[Any]:
    """A subclass of `kind` that passes for `kind` itself."""
    names = tuple(field.name for field in fields(kind))

    def read(self: Any, name: str) -> Any:
        # Python asks here only for what is not set: a field to be decoded, or no field at all.
        if name not in names:
            raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r}")
        for field, item in self._decode().items():
            object.__setattr__(self, field, item)
        return object.__getattribute__(self, name)

    def reduce(self: Any) -> tuple[type[Any], tuple[Any, ...]]:
        return kind, tuple(getattr(self, name) for name in names)

    # A dataclass equals only values of its own class, which it asks for by `__class__`.
    members = {"__slots__": ("_decode",), "__getattr__": read, "__reduce__": reduce}
    return type(kind.__name__, (kind,), {**members, "__class__": property(lambda _self: kind)})
