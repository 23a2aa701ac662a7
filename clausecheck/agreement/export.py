"""An agreement as JSON, and the JSON Schema (2020-12) of it; both follow from the dataclasses of the tree.

`schemaVersion` is "1.0"; later versions only add. Decimals are strings, so that nothing is rounded; durations
keep the unit in which they are written; positions count lines and columns from 1, ends exclusive.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from clausecheck.agreement.model import Agreement
from clausecheck.finding import SCHEMA_VERSION
from clausecheck.language import values as v
from clausecheck.language.builder import field_types
from clausecheck.language.hints import hints_of
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import KINDS, Block, Broken, Node
from clausecheck.source import Source, Span

_VALUES = [
    cls
    for cls in vars(v).values()
    if isinstance(cls, type) and issubclass(cls, v.Value) and cls not in (v.Value, v.Bounded)
]


def _key(name: str) -> str:
    """A field's name in JSON: no trailing underscore, camel case."""
    first, *rest = name.strip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def _type(cls: type) -> str:
    return cls.__name__[0].lower() + cls.__name__[1:]


def to_json(agreement: Agreement) -> dict[str, Any]:
    """The agreement as plain JSON values; valid against `json_schema`."""
    source = agreement.source
    return {
        "schemaVersion": SCHEMA_VERSION,
        "file": source.path,
        "sha256": source.digest(),
        "clauses": [_node(node, source) for node in agreement.document.clauses],
    }


def _span(span: Span, source: Source) -> dict[str, Any]:
    start, end = source.position(span.start), source.position(span.end)
    return {
        "start": {"line": start.line, "column": start.column, "offset": span.start},
        "end": {"line": end.line, "column": end.column, "offset": span.end},
    }


def _node(node: Node, source: Source) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": node.kind.strip("_"), "path": node.path, "span": _span(node.span, source)}
    if node.number is not None:
        made["number"] = node.number
    comments = [text for text in (*node.leading, *node.trailing) if text]
    if comments:
        made["comments"] = comments
    if isinstance(node, Broken):
        made |= {"meant": node.meant.strip("_"), "text": node.text}
    for name in field_types(type(node)):
        content = getattr(node, name)
        if content not in (None, ()):
            made[_key(name)] = _content(content)
    if isinstance(node, Block):
        made["clauses"] = [_node(child, source) for child in node.clauses]
    return made


def _content(content: Any) -> Any:
    if isinstance(content, v.Value):
        made: dict[str, Any] = {"type": _type(type(content))}
        for item in fields(content):
            inner = getattr(content, item.name)
            if item.name != "span" and inner is not None:
                made[_key(item.name)] = _content(inner)
        return made
    if isinstance(content, tuple):
        return [_content(item) for item in content]
    if isinstance(content, Decimal):
        return format(content, "f")
    if isinstance(content, dt.date):
        return content.isoformat()
    return content


# ---- the schema ------------------------------------------------------------------------------------------


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of an exported agreement."""
    definitions: dict[str, Any] = {
        "position": _object(
            {
                name: {"type": "integer", "minimum": low}
                for name, low in (("line", 1), ("column", 1), ("offset", 0))
            }
        ),
        "span": _object({"start": _ref("position"), "end": _ref("position")}),
    }
    for cls in _VALUES:
        definitions[_type(cls)] = _value_schema(cls)
    kinds: dict[str, type[Node]] = {**KINDS, "broken": Broken}
    for kind, node_cls in kinds.items():
        definitions[f"clause-{kind.strip('_')}"] = _node_schema(kind, node_cls)
    definitions["value"] = _by("type", {_type(cls): _type(cls) for cls in _VALUES})
    definitions["clause"] = _by("kind", {kind.strip("_"): f"clause-{kind.strip('_')}" for kind in kinds})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:clausecheck:agreement:1.0",
        "title": "An agreement, as `clausecheck show --format json` writes it",
        "$ref": "#/$defs/agreement-file",
        "$defs": {
            **definitions,
            "agreement-file": _object(
                {
                    "schemaVersion": {"const": SCHEMA_VERSION},
                    "file": {"type": "string"},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    "clauses": {"type": "array", "items": _ref("clause")},
                }
            ),
        },
    }


def _by(key: str, options: Mapping[str, str]) -> dict[str, Any]:
    """One of several definitions, told apart by a property: validators need not try them all."""
    return {
        "type": "object",
        "properties": {key: {"enum": list(options)}},
        "required": [key],
        "allOf": [
            {"if": {"properties": {key: {"const": value}}}, "then": _ref(name)}
            for value, name in options.items()
        ],
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Mapping[str, Any], optional: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        **more,
    }


def _doc(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())


def _value_schema(cls: type) -> dict[str, Any]:
    properties: dict[str, Any] = {"type": {"const": _type(cls)}}
    optional = []
    for name, hint in hints_of(cls).items():
        if name in ("span", "described"):
            continue
        properties[_key(name)] = _schema(hint)
        if type(None) in get_args(hint):
            optional.append(_key(name))
    return _object(properties, tuple(optional), description=_doc(cls))


def _node_schema(kind: str, cls: type[Node]) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "kind": {"const": kind.strip("_")},
        "path": {"type": "string"},
        "span": _ref("span"),
        "number": {"type": "string"},
        "comments": {"type": "array", "items": {"type": "string"}},
    }
    required = {"kind", "path", "span"}
    if cls is Broken:
        properties |= {"meant": {"type": "string"}, "text": {"type": "string"}}
        required |= {"meant", "text"}
    hints = hints_of(cls)
    for name, wanted in field_types(cls).items():
        properties[_key(name)] = {**_schema(hints[name]), "description": wanted.spec.doc or _key(name)}
        if wanted.required:
            required.add(_key(name))
    if issubclass(cls, Block):
        properties["clauses"] = {"type": "array", "items": _ref("clause")}
        required.add("clauses")
    optional = tuple(name for name in properties if name not in required)
    doc = _doc(cls) if cls is Broken else f"`{vocabulary().word(kind)}`: {_doc(cls)}"
    return _object(properties, optional, description=doc)


def _schema(hint: Any) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin is Union or origin is types.UnionType:
        classes = [option for option in get_args(hint) if option is not type(None)]
        values = [_type(cls) for cls in classes if is_dataclass(cls) and isinstance(cls, type)]
        options = [_schema(option) for option in classes if not is_dataclass(option)]
        if len(values) == 1:
            options.append(_ref(values[0]))
        elif values:
            options.append({**_ref("value"), "properties": {"type": {"enum": values}}})
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is tuple:
        parts = get_args(hint)
        if parts[-1] is Ellipsis:
            return {"type": "array", "items": _schema(parts[0])}
        return {"type": "array", "prefixItems": [_schema(part) for part in parts], "minItems": len(parts),
                "maxItems": len(parts)}  # fmt: skip
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return _ref(_type(hint))
    plain: dict[Any, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        str: {"type": "string"},
        Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
        dt.date: {"type": "string", "format": "date"},
    }
    return plain[hint]
