# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §17.1 and §4.4, rules 20 to 22: what a household lets the operator's staff see."""

from dataclasses import dataclass, field

from layout import array, flag, number, octets, one_of, receiving_key, record, require, signing_key
from refusal import refuse_if

PURPOSES = ("camera_offline", "picture_quality", "sound", "detection", "app_trouble", "other")
MAX_CLIPS = 32
MAX_OPEN = 16
MINUTE_MS = 60 * 1000
LONGEST_CLIPS_MS = 7 * 24 * 60 * MINUTE_MS
LONGEST_LIVE_MS = 60 * MINUTE_MS


@dataclass
class Grant:
    actor: bytes
    clips: list
    until_ms: int
    released: set = field(default_factory=set)


def read_grant(body):
    record(body, "operator", "roster", "staff", "request", "purpose", "clips", "camera", "sound", "untilMs")
    octets(body["operator"], 16), octets(body["roster"], 32), octets(body["request"], 32)
    read_keys(body["staff"])
    one_of(body["purpose"], PURPOSES), flag(body["sound"]), number(body["untilMs"])
    for clip in array(body["clips"], MAX_CLIPS):
        record(clip, "camera", "clip", "header")
        octets(clip["camera"], 16), octets(clip["clip"], 16), octets(clip["header"], 32)
    camera = octets(body["camera"], 0, 16)
    require((camera == b"") != (body["clips"] == []), "neither clips nor a camera, or both")


def read_keys(value):
    keys = record(value, "hpke", "ledger", "session")
    receiving_key(keys["hpke"]), signing_key(keys["ledger"]), signing_key(keys["session"])


def read_revoke(body):
    octets(record(body, "grant")["grant"], 32)


def read_release(body):
    record(body, "grant", "acceptance", "keys")
    octets(body["grant"], 32), octets(body["acceptance"], 32)
    for key in array(body["keys"], MAX_CLIPS, 1):
        record(key, "clip", "hash")
        octets(key["clip"], 16), octets(key["hash"], 32)


def apply_grant(household, asked, now):
    body = asked.body
    clips = [clip["clip"] for clip in body["clips"]]
    longest = LONGEST_CLIPS_MS if clips else LONGEST_LIVE_MS
    lasts = 0 < body["untilMs"] - now.time_ms <= longest
    refuse_if(len(set(clips)) != len(clips) or not lasts, "ledger.malformed")
    # A new one ends those whose time is over.
    for head, grant in list(household.grants.items()):
        if now.time_ms >= grant.until_ms:
            del household.grants[head]
    refuse_if(len(household.grants) >= MAX_OPEN, "ledger.malformed")
    household.grants[now.head] = Grant(now.actor, clips, body["untilMs"])


def apply_revoke(household, asked, now):
    refuse_if(asked.body["grant"] not in household.grants, "ledger.unknown_grant")
    del household.grants[asked.body["grant"]]


def apply_release(household, asked, now):
    grant = household.grants.get(asked.body["grant"])
    refuse_if(grant is None, "ledger.unknown_grant")
    refuse_if(now.time_ms >= grant.until_ms, "ledger.grant_expired")
    clips = [key["clip"] for key in asked.body["keys"]]
    refuse_if(any(clip not in grant.clips for clip in clips), "ledger.not_granted")
    refuse_if(len(set(clips)) != len(clips) or grant.released & set(clips), "ledger.grant_used")
    grant.released |= set(clips)


def end_grants(household):
    """Whoever is out grants nothing."""
    for head, grant in list(household.grants.items()):
        if household.device(grant.actor) is None:
            del household.grants[head]
