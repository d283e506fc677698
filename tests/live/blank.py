"""Views with nothing in them, for tests that care about a few of their fields."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import inspect

V = TypeVar("V", bound=msgspec.Struct)

_EMPTY: dict[type[inspect.Type], Any] = {
    inspect.StrType: "",
    inspect.IntType: 0,
    inspect.FloatType: 0.0,
    inspect.BoolType: False,
    inspect.NoneType: None,
    inspect.ListType: [],
    inspect.DictType: {},
}


def blank(view: type[V], **fields: Any) -> V:
    """A view with the fields given, every other one empty: none, nothing or 0."""
    info = inspect.type_info(view)
    assert isinstance(info, inspect.StructType)
    made = {one.name: _empty(one.type) for one in info.fields}
    return msgspec.convert(
        {**made, **{key: msgspec.to_builtins(value) for key, value in fields.items()}}, view
    )


def _empty(kind: inspect.Type) -> Any:
    if isinstance(kind, inspect.UnionType):
        return None
    if isinstance(kind, inspect.StructType):
        return msgspec.to_builtins(blank(kind.cls))
    return _EMPTY[type(kind)]
