import {
  Checkbox,
  defaultVariantColorsResolver,
  mergeThemeOverrides,
  Radio,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'
import { shadeBrand, type BrandShades } from './shade-brand.ts'

export interface Look {
  readonly theme: MantineThemeOverride
  readonly cssVariables: CSSVariablesResolver
}

/** A look with a brand's colour in place of its own; the same look where there is no colour. */
export function brandLook(look: Look, color: string | null): Look {
  const shades = color === null ? undefined : shadeBrand(color)
  if (shades === undefined) return look
  const { light, dark } = shades
  return {
    theme: mergeThemeOverrides(look.theme, themeOf(light.fill)),
    cssVariables: (theme) => {
      const own = look.cssVariables(theme)
      return {
        variables: own.variables,
        light: { ...own.light, ...variablesOf(light) },
        dark: { ...own.dark, ...variablesOf(dark) },
      }
    },
  }
}

function themeOf(fill: string): MantineThemeOverride {
  // What Mantine makes of them is replaced by `variablesOf`.
  const brand: MantineColorsTuple = [fill, fill, fill, fill, fill, fill, fill, fill, fill, fill]
  const iconColor = 'var(--on-fill)'
  return {
    colors: { brand },
    primaryColor: 'brand',
    variantColorResolver: (input) => {
      const colors = defaultVariantColorsResolver(input)
      const isBrand = input.variant === 'filled' && (input.color ?? 'brand') === 'brand'
      return isBrand ? { ...colors, color: 'var(--on-fill)' } : colors
    },
    components: {
      Checkbox: Checkbox.extend({ defaultProps: { iconColor } }),
      Radio: Radio.extend({ defaultProps: { iconColor } }),
    },
  }
}

function variablesOf(shades: BrandShades): Record<string, string> {
  const { fill, fillHover, onFill, text, wash, washHover, onWash } = shades
  return {
    '--on-fill': onFill,
    '--focus': text,
    '--mantine-color-anchor': text,
    '--mantine-color-brand-text': text,
    '--mantine-color-brand-filled': fill,
    '--mantine-color-brand-filled-hover': fillHover,
    '--mantine-color-brand-light': wash,
    '--mantine-color-brand-light-hover': washHover,
    '--mantine-color-brand-light-color': onWash,
    '--mantine-color-brand-outline': text,
  }
}
