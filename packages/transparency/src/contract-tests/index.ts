// SPDX-License-Identifier: AGPL-3.0-or-later
export { laneIndexContract, type OpenLaneIndex } from "./lane-index.contract.ts";
export { logStoreContract, type OpenLogStore } from "./log-store.contract.ts";
export { witnessStoreContract, type OpenWitnessStore } from "./witness-store.contract.ts";
