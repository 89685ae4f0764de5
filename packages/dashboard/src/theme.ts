import {
  Button,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'

const brass: MantineColorsTuple = [
  '#fbf5e8',
  '#f4e9d2',
  '#e8d3a6',
  '#dcbc78',
  '#ddb05a',
  '#c99b3b',
  '#a6731f',
  '#805510',
  '#6f4a0c',
  '#553806',
]

/** Paper, not steel. */
const gray: MantineColorsTuple = [
  '#faf8f4',
  '#f5f2ec',
  '#ece7dd',
  '#e2dccf',
  '#d3ccbd',
  '#b5ad9c',
  '#7a7366',
  '#645d51',
  '#4a453b',
  '#26231d',
]

const dark: MantineColorsTuple = [
  '#ece6d9',
  '#cfc8ba',
  '#a69e8e',
  '#8b8474',
  '#3d382f',
  '#322e27',
  '#26231e',
  '#191814',
  '#141310',
  '#0f0e0c',
]

export const theme = createTheme({
  colors: { brass, gray, dark },
  primaryColor: 'brass',
  primaryShade: 7,
  black: '#26231d',
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  components: { Button: Button.extend({ defaultProps: { fw: 500 } }) },
  headings: { fontWeight: '600' },
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem' },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fffefb',
    '--mantine-color-dimmed': '#645d51',
    '--mantine-color-placeholder': '#7a7366',
    '--mantine-color-error': '#a3352a',
    '--paper': '#f7f5f0',
    '--sunken': '#f5f2ec',
    '--line': '#e2dccf',
    '--good': '#23603f',
    '--good-wash': '#e2f0e7',
    '--good-bar': '#5aa47c',
    '--bad': '#9c2f24',
    '--bad-wash': '#f9e5e1',
    '--bad-bar': '#cf5a4b',
    '--wait': '#74500f',
    '--wait-wash': '#f4e9d2',
    '--focus': 'var(--mantine-primary-color-filled)',
  },
  dark: {
    '--mantine-color-dimmed': '#a69e8e',
    '--mantine-color-placeholder': '#8b8474',
    '--mantine-color-error': '#f19a88',
    '--paper': '#141310',
    '--sunken': '#12110e',
    '--line': '#322e27',
    '--good': '#8fd3ae',
    '--good-wash': '#182a20',
    '--good-bar': '#4e9a70',
    '--bad': '#f3a595',
    '--bad-wash': '#371d18',
    '--bad-bar': '#d9705f',
    '--wait': '#e3bd72',
    '--wait-wash': '#2d2617',
    '--focus': 'var(--mantine-color-brass-4)',
  },
})
