# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §1: labelled hashes and derivations, Merkle trees, and signatures under the strict rule."""

import hashlib
import hmac

import edwards


def label(name):
    return b"nightlatch/v1/" + name.encode() + b"\0"


def labelled_hash(name, data):
    return hashlib.sha256(label(name) + data).digest()


def derive(ikm, name, context, length):
    """HKDF-SHA256 with an empty salt."""
    key = hmac.digest(bytes(32), ikm, "sha256")
    info, block, output = label(name) + context, b"", b""
    for counter in range(1, (length + 31) // 32 + 1):
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        output += block
    return output[:length]


def is_signed(public_key, name, message, signature):
    return edwards.verify(public_key, label(name) + message, signature)


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_root(leaves):
    """RFC 6962 §2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(tree_root(leaves[:split]), tree_root(leaves[split:]))
