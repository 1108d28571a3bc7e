// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A cloud that lies, and the employee who makes it lie. On Node alone. */
export { EvilCloud } from "./evil-cloud.ts";
export type { Answer, Ask, Message, MessageRule, Place, Question, Rule } from "./exchange.ts";
export { Insider } from "./insider.ts";
export {
  delay,
  drop,
  dropMessages,
  forge,
  forgeJson,
  fork,
  reorderMessages,
  repeatMessages,
  swap,
  Tape,
} from "./rules.ts";
