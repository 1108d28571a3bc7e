// SPDX-License-Identifier: AGPL-3.0-or-later
import { caseCodeStoreContract } from "../../contract-tests/case-code-store.contract.ts";
import { mailboxStoreContract } from "../../contract-tests/mailbox-store.contract.ts";
import { sessionStoreContract } from "../../contract-tests/session-store.contract.ts";
import { MemoryCaseCodeStore } from "./memory-case-code-store.ts";
import { MemoryMailboxStore } from "./memory-mailbox-store.ts";
import { MemorySessionStore } from "./memory-session-store.ts";

sessionStoreContract("MemorySessionStore", () => new MemorySessionStore());
mailboxStoreContract("MemoryMailboxStore", (clock) => new MemoryMailboxStore(clock));
caseCodeStoreContract("MemoryCaseCodeStore", () => new MemoryCaseCodeStore());
