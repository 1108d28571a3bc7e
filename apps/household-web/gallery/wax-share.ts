// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A part of no paper key: looks like one, opens nothing. */

export const WAX_SHARE = "AQx7_kq2-ZbY4nW0sT9dLmRvE3uHcJ5iPa8oGfXwBy1CzQ6NVtKjUlMe2rDhSg7IxOp0FwAe";
