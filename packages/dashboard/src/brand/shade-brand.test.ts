import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast, parseHex, type Rgb } from './contrast.ts'
import { shadeBrand } from './shade-brand.ts'

function rgb(text: string): Rgb {
  const color = parseHex(text)
  assert.ok(color, text)
  return color
}

const ratio = (one: string, other: string) => contrast(rgb(one), rgb(other))

/** The backgrounds that the theme has. */
const pages = {
  light: ['#fffefb', '#f7f5f0', '#f5f2ec', '#ece7dd'],
  dark: ['#191814', '#141310', '#12110e', '#26231e', '#322e27'],
}

function* allKinds(): Generator<string> {
  yield* ['#ffff00', '#000000', '#ffffff', '#0a66c2']
  const parts = ['00', '33', '77', 'bb', 'ff']
  for (const red of parts) {
    for (const green of parts) for (const blue of parts) yield `#${red}${green}${blue}`
  }
}

test('contrast is what WCAG says', () => {
  assert.equal(ratio('#ffffff', '#000000'), 21)
  assert.equal(ratio('#808080', '#808080'), 1)
  assert.equal(ratio('#777777', '#ffffff').toFixed(2), '4.48')
})

test('whatever the brand’s colour, its text can be read and its buttons seen', () => {
  for (const color of allKinds()) {
    const brand = shadeBrand(color)
    assert.ok(brand)
    for (const scheme of ['light', 'dark'] as const) {
      const { fill, fillHover, onFill, text, wash, washHover, onWash } = brand[scheme]
      const what = `${color} ${scheme} ${JSON.stringify(brand[scheme])}`
      assert.ok(ratio(onFill, fill) >= 4.5, what)
      assert.ok(ratio(onFill, fillHover) >= 4.5, what)
      assert.ok(ratio(onWash, wash) >= 4.5 && ratio(onWash, washHover) >= 4.5, what)
      for (const page of pages[scheme]) assert.ok(ratio(text, page) >= 4.5, `${page} ${what}`)
      assert.ok(ratio(fill, pages[scheme][0] ?? '') >= 1.6, what)
    }
  }
})

test('a colour that will do is used as it is', () => {
  assert.equal(shadeBrand('#0a66c2')?.light.fill, '#0a66c2')
  assert.equal(shadeBrand('#0A66C2')?.dark.fill, '#0a66c2')
})

test('what is no colour makes no brand', () => {
  for (const wrong of ['', 'red', '#fff', '#12345g', 'url(x)', '#0a66c2;}']) {
    assert.equal(shadeBrand(wrong), undefined)
  }
})
