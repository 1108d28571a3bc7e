# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state of a household that its ledger leads to. A new one is made for each entry; none is ever changed."""

from copy import deepcopy
from dataclasses import dataclass, field

DAY_MS = 24 * 60 * 60 * 1000


@dataclass
class Device:
    keys: dict
    role: str
    witness: bytes
    groups: set
    added_seq: int
    cameras: list = field(default_factory=list)
    until_ms: int = 0
    # Of an owner: when it came to be one. None: `create` introduced it.
    owner_since_ms: int | None = None
    removed_seq: int | None = None


@dataclass
class Group:
    # One for each epoch: its public key, the entry it began with, and that which ended or staled it.
    epochs: list
    due: bool = False


@dataclass
class Epoch:
    pk: bytes
    since_seq: int
    until_seq: int | None = None


@dataclass
class Household:
    lane: bytes
    head: bytes
    seq: int
    policy: str
    joint: bool
    devices: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    # (seq, key), the newest last.
    lane_keys: list = field(default_factory=list)
    proposals: dict = field(default_factory=dict)
    # Open ones, by the head that names them.
    grants: dict = field(default_factory=dict)

    def copy(self):
        return deepcopy(self)

    def device(self, device):
        """One that is in the household now."""
        found = self.devices.get(device)
        return found if found is not None and found.removed_seq is None else None

    def active(self):
        return {key: device for key, device in self.devices.items() if device.removed_seq is None}

    def owners(self):
        return {key for key, device in self.active().items() if device.role == "owner"}

    def lane_group(self):
        return list(self.groups)[0]

    def shared_groups(self):
        """The lane group and the people group (§4.2)."""
        return set(list(self.groups)[:2])

    def reads(self, device):
        """The groups whose seeds it holds."""
        return readable(device.role, device.groups, self)

    def readers(self, group):
        return {key for key, device in self.active().items() if group in self.reads(device)}

    def is_settled(self, device, time_ms):
        since = self.devices[device].owner_since_ms
        return since is None or time_ms - since >= DAY_MS


def readable(role, groups, household):
    if role in ("owner", "paper"):
        return set(household.groups)
    if role == "hub":
        return {household.lane_group()}
    return set(groups) if role == "member" else set()
