# SPDX-License-Identifier: AGPL-3.0-or-later
"""A refusal is one code of the protocol."""


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def refuse_if(holds, code):
    if holds:
        raise Refused(code)


class Unjudged(Exception):
    """It takes something that this reader has not got, and that no verdict may hide."""
