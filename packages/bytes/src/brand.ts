// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Nominal types for ids and keys, so that a camera id is never taken for a clip id. */

declare const brand: unique symbol;

/** `T` that has passed the check its name stands for. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
