// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From where on a behaviour is worth a question. A change here changes who is asked what, so it is reviewed like
 * code, and its effect is measured: `npm run bench -- misuse`, docs/design/misuse-rules.md.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const THRESHOLDS = {
  /** What is habit and what is new is told over four weeks: a whole turn of a shift plan. */
  historyMs: 28 * DAY_MS,
  /** One question about one behaviour a week: more would teach people to click them away. */
  quietMs: 7 * DAY_MS,

  /** Requests in a day. A request is the exception at a desk; also three times what colleagues do. */
  requestsPerDay: 8,
  requestsTimesPeers: 3,

  /** Cases opened in a day: more than a shift can answer, and three times what colleagues open. */
  casesOpenedPerDay: 60,
  casesOpenedTimesPeers: 3,

  /** Households that say no, or nothing, in two weeks: people notice a wish that does not fit their case. */
  answersAtLeast: 14,
  refusedShare: 0.7,

  /** Acts on footage in hours in which the whole desk does nearly nothing. */
  quietHourShare: 0.01,
  actsInQuietHours: 3,

  /** Days on which one case, or one household, was asked for footage by the same person. */
  daysOnOneCase: 4,
  daysOnOneHousehold: 5,

  /** A request where the customer has long said nothing: whose wish is it? */
  customerSilentMs: 3 * DAY_MS,
  staleRequestsPerWeek: 3,

  /** In two weeks. Live pictures show a home as it is now; most faults show in clips. */
  liveRequestsAtLeast: 8,
  liveShare: 0.45,
  liveTimesPeers: 2,

  /** The same clip, fetched again and again in a week. */
  fetchesOfOneClipPerWeek: 6,
} as const;

export type Thresholds = Readonly<Record<keyof typeof THRESHOLDS, number>>;
