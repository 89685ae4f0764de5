import { black, contrast, mix, parseHex, toHex, white, type Rgb } from './contrast.ts'

/** What a brand's colour becomes on light pages, or on dark ones. */
export interface BrandShades {
  /** Of what is filled: buttons, ticked boxes. */
  readonly fill: string
  readonly fillHover: string
  /** Of text on both. */
  readonly onFill: string
  /** Of text on the page. */
  readonly text: string
  /** Behind what is chosen, and of the text on it. */
  readonly wash: string
  readonly washHover: string
  readonly onWash: string
}

export interface ShadedBrand {
  readonly light: BrandShades
  readonly dark: BrandShades
}

/** WCAG 2's AA for text. */
const readable = 4.5
/** So that a button is seen as one, whatever is written on it. */
const visible = 1.6

interface Page {
  /** What stands on the page is made more like this until it can be seen. */
  readonly ink: Rgb
  /** The backgrounds of the page: the plain one, and the one that is nearest to the ink. */
  readonly plain: Rgb
  readonly deepest: Rgb
  /** How much of the brand's colour is in a wash. */
  readonly washShare: number
}

const lightPage: Page = {
  ink: black,
  plain: [255, 254, 251],
  deepest: [236, 231, 221],
  washShare: 0.1,
}
const darkPage: Page = { ink: white, plain: [25, 24, 20], deepest: [50, 46, 39], washShare: 0.18 }

/**
 * Any colour as shades that can be read and seen on light pages and on dark ones: it is used as it
 * is where that will do, else a bit darker or lighter.
 *
 * @param color - such as `#0a66c2`; undefined for anything else
 */
export function shadeBrand(color: string): ShadedBrand | undefined {
  const brand = parseHex(color)
  return brand && { light: shadesOn(lightPage, brand), dark: shadesOn(darkPage, brand) }
}

function shadesOn({ ink, plain, deepest, washShare }: Page, brand: Rgb): BrandShades {
  const fill = until(brand, ink, (shade) => contrast(shade, plain) >= visible)
  const onFill = contrast(fill, white) >= readable ? white : black
  const text = until(brand, ink, (shade) => contrast(shade, deepest) >= readable)
  const wash = mix(plain, text, washShare)
  const washHover = mix(plain, text, washShare * 1.5)
  const onWash = until(text, ink, (shade) => contrast(shade, washHover) >= readable)
  return {
    fill: toHex(fill),
    // Away from its text, which can be read the better.
    fillHover: toHex(mix(fill, onFill === white ? black : white, 0.15)),
    onFill: toHex(onFill),
    text: toHex(text),
    wash: toHex(wash),
    washHover: toHex(washHover),
    onWash: toHex(onWash),
  }
}

/** The shade nearest to `color`, on the way to `end`, that will do. */
function until(color: Rgb, end: Rgb, willDo: (shade: Rgb) => boolean): Rgb {
  const steps = 50
  for (let step = 0; step < steps; step += 1) {
    const shade = mix(color, end, step / steps)
    if (willDo(shade)) return shade
  }
  return end
}
