# SPDX-License-Identifier: AGPL-3.0-or-later
"""RFC 9162 §2.1.3.2 and §2.1.4.2: inclusion and consistency proofs, recomputed and never trusted."""

from primitives import node_hash, tree_root
from refusal import refuse_if

INVALID = "transparency.proof_invalid"


def check_inclusion(leaf, index, size, proof, root):
    refuse_if(index >= size, INVALID)
    at, last, node = index, size - 1, leaf
    for sibling in proof:
        refuse_if(last == 0, INVALID)
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    refuse_if(last != 0 or node != root, INVALID)


def check_consistency(old_size, old_root, size, root, proof):
    refuse_if(old_size > size, "transparency.rollback")
    refuse_if(old_size == size and old_root != root, "transparency.fork")
    if old_size in (0, size):
        refuse_if(proof != [] or (old_size == 0 and old_root != tree_root([])), INVALID)
        return
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    refuse_if(path == [], INVALID)
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_node = new_node = path[0]
    for sibling in path[1:]:
        refuse_if(last == 0, INVALID)
        if at & 1 or at == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        at, last = at >> 1, last >> 1
    refuse_if(last != 0 or old_node != old_root or new_node != root, INVALID)
