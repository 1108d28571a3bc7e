// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The look: night blue and the warm brass of a latch. Colours that change with light and dark live in
 * tokens.css; this file tells Mantine about them.
 */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const brass: MantineColorsTuple = [
  "#fdf6e6",
  "#f8e9c6",
  "#f0d597",
  "#e6bf69",
  "#dba94a",
  "#c08c2e",
  "#98691b",
  "#795213",
  "#5e400f",
  "#442e0b",
];

/** Mantine draws its dark scheme from this tuple: 0 is ink, 7 the ground. */
const night: MantineColorsTuple = [
  "#e9eef6",
  "#c5d0df",
  "#a3b3c8",
  "#71849e",
  "#3b4f6b",
  "#28394f",
  "#1a293d",
  "#0c1522",
  "#080f19",
  "#050a11",
];

const paper: MantineColorsTuple = [
  "#fbf9f5",
  "#f4f1ea",
  "#eae5db",
  "#ddd7ca",
  "#c8c1b2",
  "#a39d90",
  "#7b776e",
  "#56534d",
  "#3a3835",
  "#1f1e1c",
];

export const theme = createTheme({
  primaryColor: "brass",
  primaryShade: 4,
  autoContrast: true,
  colors: { brass, dark: night, gray: paper },
  black: "#14202f",
  fontFamily: "'Figtree Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Figtree Variable', system-ui, sans-serif", fontWeight: "650" },
  defaultRadius: "md",
  radius: { xs: "6px", sm: "8px", md: "12px", lg: "18px", xl: "26px" },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { radius: "xl" } },
    TextInput: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md" } },
    Textarea: { defaultProps: { size: "md" } },
    NumberInput: { defaultProps: { size: "md" } },
    Modal: { defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.55, blur: 3 } } },
    Menu: { defaultProps: { shadow: "lg", radius: "md", position: "bottom-end" } },
    Tooltip: { defaultProps: { openDelay: 400, color: "dark.6" } },
  },
});
