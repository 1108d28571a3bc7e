// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file All styles that are not one component's own, in the order in which they must win. */
import "@fontsource-variable/figtree/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./tokens.css";
import "./base.css";
import "./rows.css";
