import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent: a deep chancery teal. */
const divan: MantineColorsTuple = [
  '#eaf6f5',
  '#d3ebe9',
  '#a8d8d4',
  '#78c3be',
  '#4fb0aa',
  '#349f99',
  '#1f8f8a',
  '#127a77',
  '#0f6466',
  '#0b4d50',
];

/** Neutrals lean to the accent, so that surfaces and type belong together. */
const gray: MantineColorsTuple = [
  '#f7f9f9',
  '#eff3f2',
  '#e3e9e8',
  '#d3dbda',
  '#b4c0be',
  '#879694',
  '#61716f',
  '#495857',
  '#2b3938',
  '#16211f',
];

const dark: MantineColorsTuple = [
  '#e2eae8',
  '#c3cecc',
  '#98a9a6',
  '#748684',
  '#33423f',
  '#2a3836',
  '#1d2827',
  '#151e1d',
  '#101716',
  '#0b1110',
];

export const theme = createTheme({
  colors: { divan, gray, dark },
  primaryColor: 'divan',
  // Both carry white text at 4.5:1.
  primaryShade: { light: 8, dark: 7 },
  fontFamily: 'var(--dv-font)',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.35' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  radius: { xs: '0.25rem', sm: '0.375rem', md: '0.5rem', lg: '0.75rem', xl: '1rem' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 'md', overlayProps: { backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, fz: 'xs' } },
    // The placeholder is a focusable element without a role inside the menu, which assistive technology trips over.
    Menu: { defaultProps: { shadow: 'md', radius: 'md', withInitialFocusPlaceholder: false } },
    Text: { defaultProps: { size: 'md' } },
  },
});

/** Mantine's own greys and reds miss 4.5:1 on our surfaces; these do not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#16211f',
    '--mantine-color-dimmed': '#566664',
    '--mantine-color-placeholder': '#687876',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#d3dbda',
    '--mantine-color-anchor': '#0f6466',
  },
  dark: {
    '--mantine-color-body': '#151e1d',
    '--mantine-color-text': '#e2eae8',
    '--mantine-color-dimmed': '#98a9a6',
    '--mantine-color-placeholder': '#8b9b98',
    '--mantine-color-error': '#ff9b92',
    '--mantine-color-default-border': '#33423f',
    '--mantine-color-anchor': '#78c3be',
  },
});
