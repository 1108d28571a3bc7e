// SPDX-License-Identifier: AGPL-3.0-or-later
export { needsEarlier, type LaneFault, type LaneFaultKind } from "./judge-leaf.ts";
export { buildLaneEvidence, verifyLaneEvidence } from "./lane-evidence.ts";
export { createMemoryLaneIndex, type LaneIndex } from "./lane-index.ts";
export type { LaneLeaf, LastLeaf, ParseLaneLeaves } from "./lane-leaf.ts";
export { createLaneMonitor, type LaneMonitor, type LaneMonitorOptions } from "./lane-monitor.ts";
