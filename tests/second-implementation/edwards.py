# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Ed25519 under the one strict rule of protocol §1. The equation is checked by the `cryptography` package; what
verifiers disagree about (encodings, small order, torsion, S >= L) is checked here, on the curve itself.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def verify(public_key, message, signature):
    """Over bare bytes. False for whatever the strict rule refuses."""
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= L:
        return False
    if not is_whole_key(public_key) or not _is_prime_order(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def is_named_key(data):
    """What a structure that names a key asks of it: canonical, and not of small order."""
    if len(data) != 32 or int.from_bytes(data, "little") & (2**255 - 1) >= P:
        return False
    point = _decompress(data)
    if point is None:
        # Off the curve, which the first use of the key finds out. Only x = 0 has a sign to be wrong about.
        return not _is_sign_of_zero(data)
    return not _is_neutral(_times(8, point))


@lru_cache(maxsize=4096)
def is_whole_key(data):
    """Canonical, on the curve, of prime order."""
    return _is_prime_order(data)


def is_small_montgomery(data):
    """Of X25519: three doublings, of x alone, lead to infinity. The highest bit is no part of x."""
    x, z = int.from_bytes(data, "little") & (2**255 - 1), 1
    for _ in range(3):
        x, z = (x * x - z * z) ** 2 % P, 4 * x * z * (x * x + 486662 * x * z + z * z) % P
    return z == 0


def _is_prime_order(data):
    point = _decompress(data) if len(data) == 32 else None
    return point is not None and not _is_neutral(point) and _is_neutral(_times(L, point))


def _is_sign_of_zero(data):
    y = int.from_bytes(data, "little") & (2**255 - 1)
    return y in (1, P - 1) and data[31] >> 7 == 1


def _decompress(data):
    """Extended coordinates; None where the encoding is not canonical or no point of the curve."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if v * x * x % P != u or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def _is_neutral(point):
    x, y, z, _ = point
    return x % P == 0 and (y - z) % P == 0


def _times(factor, point):
    result = NEUTRAL
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _add(one, other):
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)
