# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deterministic CBOR of protocol §1: one encoding for a value, and every other one is refused."""

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 16


class Malformed(Exception):
    """The bytes are not of the form."""


def decode(data):
    """The one value that `data` encodes. Raises Malformed."""
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise Malformed("bytes left over")
    return value


def encode(value):
    if value is True:
        return b"\xf5"
    if value is False:
        return b"\xf4"
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    pairs = sorted((encode(key), encode(inner)) for key, inner in value.items())
    return _head(5, len(pairs)) + b"".join(key + inner for key, inner in pairs)


def _item(data, at, depth):
    """The value at `at` and where it ends. `depth` counts the arrays and maps around it."""
    if at >= len(data):
        raise Malformed("cut off")
    major, info = data[at] >> 5, data[at] & 31
    if major == 7:
        if info not in (20, 21, 22):
            raise Malformed("a tag, a float or another simple value")
        return {20: False, 21: True, 22: None}[info], at + 1
    argument, at = _argument(data, at + 1, info)
    if major == 0 or major == 1:
        value = argument if major == 0 else -1 - argument
        if abs(value) > MAX_INTEGER:
            raise Malformed("an integer out of range")
        return value, at
    if major == 2 or major == 3:
        if argument > len(data) - at:
            raise Malformed("cut off")
        content = data[at : at + argument]
        return (content if major == 2 else _text(content)), at + argument
    if major == 6:
        raise Malformed("a tag")
    if depth >= MAX_DEPTH:
        raise Malformed("nested too deep")
    return _array(data, at, argument, depth) if major == 4 else _map(data, at, argument, depth)


def _array(data, at, count, depth):
    values = []
    for _ in range(count):
        value, at = _item(data, at, depth + 1)
        values.append(value)
    return values, at


def _map(data, at, count, depth):
    values, last = {}, None
    for _ in range(count):
        start = at
        key, at = _item(data, at, depth + 1)
        if not isinstance(key, str):
            raise Malformed("a key that is no text")
        # Sorted and distinct: whoever wrote the bytes has no second way to write the same map.
        if last is not None and data[start:at] <= last:
            raise Malformed("keys out of order")
        last = data[start:at]
        values[key], at = _item(data, at, depth + 1)
    return values, at


def _argument(data, at, info):
    if info < 24:
        return info, at
    if info > 27:
        raise Malformed("an indefinite length")
    size = 1 << (info - 24)
    if size > len(data) - at:
        raise Malformed("cut off")
    value = int.from_bytes(data[at : at + size], "big")
    if value < (24 if size == 1 else 1 << (4 * size)):
        raise Malformed("longer than it needs to be")
    return value, at + size


def _text(content):
    try:
        return content.decode("utf-8", "strict")
    except UnicodeDecodeError as cause:
        raise Malformed("text that is not UTF-8") from cause


def _head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise ValueError("too large for CBOR")
