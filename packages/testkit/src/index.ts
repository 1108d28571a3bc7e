// SPDX-License-Identifier: AGPL-3.0-or-later
export { seededRandom } from "./seeded-random.ts";
export { boxesFor, epochOf, keyringOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "./test-household.ts";
