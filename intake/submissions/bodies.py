"""Request bodies, read strictly: a small, plain form or JSON in UTF-8, or a refusal in words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from intake.errors import BadBody, BodyTooLarge, WrongContentType

MOST_FIELDS = 100
MOST_BOUNDARY_CHARACTERS = 200  # RFC 2046 allows 70

NOT_UTF8 = "This could not be read as text in UTF-8. Send it in UTF-8."
TOO_MANY_FIELDS = f"This form has more than {MOST_FIELDS} fields. Send only the fields it asks for."
NO_FILES = "This form takes no files. Send it without them."
NOT_MULTIPART = "This form was cut off or is damaged. Send it again."
NOT_JSON = 'This is not JSON as RFC 8259 has it. Send one object, like {"name": "Jo"}.'
NOT_PLAIN = "Each value must be a text in quotes, or true or false."
CONTROL = "Remove the control characters (invisible signs, such as NUL) and send it again."
WRONG_TYPE = (
    "Send application/x-www-form-urlencoded, multipart/form-data or application/json, in UTF-8."
)
ENCODED = "Send the body as it is, without Content-Encoding."

# All of C0 and C1 but tab and line ends; and halves of surrogate pairs, which JSON can spell.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Body:
    """What was sent, as text by field name. `listed`: whose values came as a list, in JSON."""

    fields: MultiDict[str, str]
    is_json: bool
    listed: frozenset[str] = frozenset()


def read(
    data: bytes, content_type: str, content_encoding: str = "", *, may_list: bool = False
) -> Body:
    """Return the fields. Raises BadBody, BodyTooLarge or WrongContentType.

    `may_list`: a value in JSON may be a list of texts, as a form sends a name more than once.
    """
    if content_encoding.strip().lower() not in {"", "identity"}:
        raise WrongContentType(ENCODED)
    mimetype, options = parse_options_header(content_type)
    if options.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise WrongContentType(WRONG_TYPE)
    is_json = mimetype.lower() == "application/json"
    listed: set[str] = set()
    if is_json:
        pairs = _json(data, listed if may_list else None)
    else:
        pairs = _pairs(data, mimetype.lower(), options)
    for text in (*(part for pair in pairs for part in pair), *listed):
        if _CONTROL.search(text):
            raise BadBody(CONTROL)
    return Body(MultiDict(pairs), is_json, frozenset(listed))


def _pairs(data: bytes, mimetype: str, options: dict[str, str]) -> list[tuple[str, str]]:
    if mimetype == "application/x-www-form-urlencoded":
        return _urlencoded(data)
    if mimetype == "multipart/form-data":
        return _multipart(data, options.get("boundary", ""))
    raise WrongContentType(WRONG_TYPE)


def _urlencoded(data: bytes) -> list[tuple[str, str]]:
    if data.count(b"&") >= MOST_FIELDS:
        raise BodyTooLarge(TOO_MANY_FIELDS)
    try:
        return parse_qsl(_text(data), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise BadBody(NOT_UTF8) from None


def _multipart(data: bytes, boundary: str) -> list[tuple[str, str]]:
    if not boundary.isascii() or not 0 < len(boundary) <= MOST_BOUNDARY_CHARACTERS:
        raise BadBody(NOT_MULTIPART)
    decoder = MultipartDecoder(boundary.encode(), len(data), max_parts=MOST_FIELDS)
    try:
        decoder.receive_data(data)
        decoder.receive_data(None)
        return _parts(decoder)
    except RequestEntityTooLarge:
        raise BodyTooLarge(TOO_MANY_FIELDS) from None
    except ValueError:
        raise BadBody(NOT_MULTIPART) from None


def _parts(decoder: MultipartDecoder) -> list[tuple[str, str]]:
    names: list[str] = []
    values: list[bytes] = []
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, File):
            raise BadBody(NO_FILES)
        if isinstance(event, Field):
            if not event.name:  # None, whatever the types say, if a part has none
                raise BadBody(NOT_MULTIPART)
            names.append(event.name)
            values.append(b"")
        if isinstance(event, Data):
            values[-1] += event.data
    if isinstance(event, NeedData):
        raise BadBody(NOT_MULTIPART)
    return list(zip(names, map(_text, values), strict=True))


def _json(data: bytes, listed: set[str] | None) -> list[tuple[str, str]]:
    """Return the fields; note in `listed`, if there may be any, those that are lists."""
    try:
        found = json.loads(
            _text(data),
            object_pairs_hook=_once,
            parse_constant=_not_plain,
            parse_int=_not_plain,
            parse_float=_not_plain,
        )
    except (ValueError, RecursionError):
        raise BadBody(NOT_JSON) from None
    if not isinstance(found, dict):
        raise BadBody(NOT_JSON)
    pairs = []
    for name, value in found.items():
        if listed is not None and isinstance(value, list):
            listed.add(name)
            pairs += [(name, _plain(each)) for each in value]
        else:
            pairs.append((name, _plain(value)))
    if len(pairs) > MOST_FIELDS:
        raise BodyTooLarge(TOO_MANY_FIELDS)
    return pairs


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_FIELDS:
        raise BodyTooLarge(TOO_MANY_FIELDS)
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadBody("A field is there twice. Send each field once.")
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise BadBody(NOT_PLAIN)
    return value


def _not_plain(_number: str) -> NoReturn:
    raise BadBody(NOT_PLAIN)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise BadBody(NOT_UTF8) from None
