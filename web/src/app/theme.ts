import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, rem } from "@mantine/core";

const iris: MantineColorsTuple = [
  ...(["#eef0fd", "#dcdff8", "#b6bbf0", "#8e95e8", "#6d75e0", "#5a63d8"] as const),
  ...(["#4f57cc", "#434ab3", "#393f98", "#2d327c"] as const),
];

/** Grey with a touch of blue, from text on dark ground (0) to the ground itself (9). */
const dark: MantineColorsTuple = [
  ...(["#e4e6eb", "#c3c7d0", "#979dab", "#6f7584", "#474d5a", "#30353f"] as const),
  ...(["#242831", "#15171c", "#101216", "#0b0c0f"] as const),
];

const gray: MantineColorsTuple = [
  ...(["#f8f9fb", "#f1f3f6", "#e6e9ee", "#d9dde4", "#c2c8d2", "#9aa2af"] as const),
  ...(["#5d6675", "#4a5260", "#31363f", "#1b1e24"] as const),
];

const CLOSE = { "aria-label": "Close" };

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 6, dark: 5 },
  colors: { iris, dark, gray },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: rem(11.5), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(19) },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  headings: { fontWeight: "600", sizes: { h1: { fontSize: rem(17), lineHeight: "1.35" }, h2: { fontSize: rem(14) } } },
  defaultRadius: rem(6),
  cursorType: "pointer",
  respectReducedMotion: true,
  // By their names: the components themselves would all be loaded at first.
  components: {
    Drawer: { defaultProps: { closeButtonProps: CLOSE } },
    // What Mantine gives the focus at first is no entry of the menu: the menu itself has it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: { centered: true, closeButtonProps: CLOSE, overlayProps: { backgroundOpacity: 0.4 } },
    },
    Notification: { defaultProps: { closeButtonProps: CLOSE } },
    Paper: { defaultProps: { withBorder: true } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});

/** Colours that have a meaning here. Nothing is said by a colour alone: shapes and words go with it. */
export const tokens: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-6)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-6)",
    "--mantine-color-text": "var(--mantine-color-gray-9)",
    "--mantine-color-error": "var(--siems-bad)",
    "--siems-side": "var(--mantine-color-gray-0)",
    "--siems-hover": "var(--mantine-color-gray-1)",
    "--siems-chosen": "var(--mantine-color-iris-0)",
    "--siems-line": "var(--mantine-color-gray-2)",
    "--siems-critical": "#c81e3a",
    "--siems-high": "#b84a0b",
    "--siems-medium": "#8a6100",
    "--siems-low": "#56657a",
    "--siems-open": "#5d6675",
    "--siems-assigned": "#4f57cc",
    "--siems-in-progress": "#a15c00",
    "--siems-resolved": "#15803d",
    "--siems-closed": "#5d6675",
    "--siems-good": "#15803d",
    "--siems-warning": "#a15c00",
    "--siems-bad": "#c81e3a",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-2)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-2)",
    "--mantine-color-text": "var(--mantine-color-dark-0)",
    "--mantine-color-error": "var(--siems-bad)",
    "--siems-side": "var(--mantine-color-dark-8)",
    "--siems-hover": "rgb(255 255 255 / 4%)",
    "--siems-chosen": "rgb(109 117 224 / 18%)",
    "--siems-line": "var(--mantine-color-dark-6)",
    "--siems-critical": "#ff6b7d",
    "--siems-high": "#fb9a4b",
    "--siems-medium": "#e3b341",
    "--siems-low": "#93a4ba",
    "--siems-open": "#979dab",
    "--siems-assigned": "#8e95e8",
    "--siems-in-progress": "#e3a03a",
    "--siems-resolved": "#4ac26b",
    "--siems-closed": "#979dab",
    "--siems-good": "#4ac26b",
    "--siems-warning": "#e3b341",
    "--siems-bad": "#ff6b7d",
  },
});
