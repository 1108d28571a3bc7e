// SPDX-License-Identifier: AGPL-3.0-or-later
export {
  exportFile,
  ExportingCamera,
  type ExportableClip,
  type RecordingHome,
  type ShownStretch,
} from "./exporting-camera.ts";
export { ForkableLog, type Cosigning } from "./forkable-log.ts";
export { LoggedOperator } from "./logged-operator.ts";
export { GrantScene } from "./grant-scene.ts";
export { LoggedHousehold, type TestLeaf } from "./logged-household.ts";
export { seededRandom } from "./seeded-random.ts";
export {
  openSmallLog,
  SMALL_LOG_ORIGIN,
  smallLogCosigner,
  smallLogLeaf,
  smallLogMlDsaCosigner,
  smallLogSigner,
  type SmallLog,
} from "./small-log.ts";
export { boxesFor, epochOf, keyringOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "./test-household.ts";
export { TEST_FOUNDED_MS, TestOperator } from "./test-operator.ts";
