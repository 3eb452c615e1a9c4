"""DECLARE, written: a form as the TOML file that declares it."""

from __future__ import annotations

import json
import re
from typing import Any

from intake.declared.declaration import Declaration, as_dict

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_toml(form: Declaration) -> str:
    """Return the file that declares this form."""
    table = as_dict(form)
    fields = table.pop("fields")
    lines = [_line(key, value) for key, value in table.items()]
    for field in fields:
        lines += ["", "[[fields]]", *(_line(key, value) for key, value in field.items())]
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any) -> str:
    if key in {"earliest", "latest"} and isinstance(value, str) and _DAY.fullmatch(value):
        return f"{key} = {value}"
    if key == "choices":
        return "\n".join([f"{key} = [", *(f"  {_value(each)}," for each in value), "]"])
    return f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)  # a text in JSON is one in TOML
