# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §13.5: the list of a release's files. Raises Refused."""

import cbor
from layout import array, number, octets, require, versioned
from primitives import labelled_hash
from refusal import refuse_if
from words import layout_of

MAX_RELEASE = 1024 * 1024
MAX_FILES = 4096
MAX_PATH = 512
MAX_VERSION = 80


def judge_release(data):
    refuse_if(len(data) > MAX_RELEASE, "protocol.too_large")
    with layout_of("protocol"):
        release = versioned(cbor.decode(data), "version", "atMs", "files")
        require(isinstance(release["version"], str) and 0 < _length(release["version"]) <= MAX_VERSION, "no version")
        number(release["atMs"])
        last = b""
        for file in array(release["files"], MAX_FILES):
            path, size, digest = array(file, 3, 3)
            number(size), octets(digest, 32), _check_path(path)
            require(last < path.encode(), "paths that do not ascend")
            last = path.encode()
    return release


def commitment_of(data):
    return labelled_hash("lane-release", data)


def _check_path(path):
    require(isinstance(path, str) and 0 < _length(path) <= MAX_PATH, "no path, or too long")
    require(not any(name in ("", ".", "..") for name in path.split("/")), "a path that leads elsewhere")
    require(not any(sign in "\\?#" or ord(sign) < 32 or ord(sign) == 127 for sign in path), "a sign that is none of a path")


def _length(text):
    """In UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
