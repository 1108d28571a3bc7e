# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Judges every case of the vector files that this reader knows: `python3 vectors.py FOLDER`. Prints one JSON object a
file: how many cases were judged, which were not, and each verdict that differs from the file's.
"""

import json
import sys
from pathlib import Path

from questions import answer

FAMILIES = {
    "bytes/deterministic-cbor": "cbor",
    "crypto/derivations": "derivation",
    "crypto/ed25519-strict": "signature",
    "protocol/ledger": "ledger",
    "protocol/roster": "roster",
    "protocol/manifest": "manifest",
    "protocol/clip-opening": "opening",
    "protocol/lane-leaf": "leaf",
    "protocol/release": "release",
    "protocol/export": "export",
    "transparency/proofs": "proof",
    "transparency/vkeys": "vkey",
    "transparency/checkpoints": "checkpoint",
    "transparency/policies": "policy",
    "transparency/cosignatures": "cosignature",
    "transparency/quorums": "quorum",
    "transparency/proof-files": "proof-file",
}


def main(folder):
    for family, about in FAMILIES.items():
        file = json.loads((Path(folder) / f"{family}.json").read_text())
        verdicts = [(case, _verdict(file, about, case)) for case in file["cases"]]
        unjudged = [case["name"] for case, got in verdicts if "unjudged" in got]
        differences = [{"name": case["name"], "got": got} for case, got in verdicts if _differs(case, got)]
        judged = len(verdicts) - len(unjudged)
        print(json.dumps({"family": family, "judged": judged, "unjudged": unjudged, "differences": differences}))


def _verdict(file, about, case):
    return answer({**case, "about": about, "entries": _entries(file, case)})


def _differs(case, got):
    if "unjudged" in got:
        return False
    # A vector says what is worth saying: a verdict is compared in what the case names, and in whether it is one.
    if ("error" in case) != ("error" in got):
        return True
    return any(case[name] != value for name, value in got.items() if name in case)


def _entries(file, case):
    if "histories" not in file:
        return file.get("entries", [])
    return _history(file["histories"], case.get("history"))[: case["after"]]


def _history(histories, name):
    if name is None:
        return []
    return _history(histories, histories[name].get("behind")) + histories[name]["entries"]


if __name__ == "__main__":
    main(sys.argv[1])
