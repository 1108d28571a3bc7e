# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms that structures are made of: exact keys, exact lengths, numbers in range. Raises cbor.Malformed."""

from cbor import MAX_INTEGER, Malformed
from edwards import is_named_key, is_small_montgomery

Q = 3329


class BadVersion(Exception):
    """The structure carries another version than 1."""


def require(holds, what):
    if not holds:
        raise Malformed(what)


def versioned(value, *names):
    """A map with exactly these keys and `v`, whose version is 1. The keys are asked first, the version next (§1)."""
    record(value, "v", *names)
    require(is_number(value["v"]), "no version")
    if value["v"] != 1:
        raise BadVersion(str(value["v"]))
    return value


def record(value, *names):
    require(isinstance(value, dict) and set(value) == set(names), "other keys than listed")
    return value


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def number(value, most=MAX_INTEGER):
    require(is_number(value) and 0 <= value <= most, "no number, or out of range")
    return value


def octets(value, *lengths):
    require(isinstance(value, bytes) and len(value) in lengths, "no bytes, or of another length")
    return value


def array(value, most, least=0):
    require(isinstance(value, list) and least <= len(value) <= most, "no array, or of another length")
    return value


def text(value, most_bytes):
    require(isinstance(value, str) and len(value.encode()) <= most_bytes, "no text, or too long")
    return value


def flag(value):
    require(isinstance(value, bool), "neither true nor false")
    return value


def one_of(value, choices):
    require(isinstance(value, str) and value in choices, "another word")
    return value


def signing_key(value):
    require(is_named_key(octets(value, 32)), "a key of small order, or not canonical")
    return value


def receiving_key(value):
    """X-Wing: an ML-KEM-768 key, whose 768 numbers of 12 bits are below q, then an X25519 key (§1)."""
    octets(value, 1216)
    triples = zip(value[0:1152:3], value[1:1152:3], value[2:1152:3])
    in_range = all((a | (b & 15) << 8) < Q and (b >> 4 | c << 4) < Q for a, b, c in triples)
    require(in_range and not is_small_montgomery(value[1184:]), "a key that nothing can be sealed to")
    return value
