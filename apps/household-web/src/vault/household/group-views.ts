// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Camera groups: which cameras record into them now, and who can open them. Pure. */
import { cameraGroups, formatId, readersOf } from "@nightlatch/protocol/wire";
import type { GroupView } from "../../vault-client/vault-api.ts";
import { groupName } from "./names.ts";
import type { ViewSources } from "./views.ts";

export function groupViews(sources: ViewSources): readonly GroupView[] {
  const { book, state } = sources;
  const cameras = book.all("camera").filter(({ content }) => !content.removed);
  return cameraGroups(state).map((group, at) => ({
    id: formatId(group),
    name: groupName(sources, group, at),
    cameras: cameras.filter(({ content }) => formatId(content.group) === formatId(group)).map(({ id }) => formatId(id)),
    readers: readersOf(state, group).map(({ id }) => formatId(id)),
  }));
}
