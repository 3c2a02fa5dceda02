"""Frozen values of which a part is decoded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self


class Deferred:
    """Base of a frozen dataclass with slots whose fields need not all be there from the beginning.

    A value made by the class's constructor is whole. One made by `deferred` has the fields `known`, and gets
    the others from `decode` when any of them is read, compared, hashed, shown or copied: nobody who holds it
    can tell the difference but by time.
    """

    __slots__ = ("_decode",)

    @classmethod
    def deferred(cls, decode: Callable[[], Mapping[str, object]], **known: object) -> Self:
        """A value that has the fields `known`; `decode` gives all others."""
        value = cls.__new__(cls)
        for name, item in (*known.items(), ("_decode", decode)):
            object.__setattr__(value, name, item)
        return value

    if not TYPE_CHECKING:  # A type checker would take every name for a field.

        def __getattr__(self, name: str) -> Any:
            # Python asks here only for what is not set: a field to come, or no field at all.
            if name not in self.__slots__ or name == "_decode":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            for field, item in self._decode().items():
                object.__setattr__(self, field, item)
            return object.__getattribute__(self, name)
