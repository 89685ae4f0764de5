import fc from 'fast-check'

/** A JSON text, and what its canonical form must be by a model that shares no code with ours. */
export interface Spelled {
  readonly json: string
  readonly expected: string
  readonly isExact: boolean
}

const gap = fc.oneof(
  { arbitrary: fc.constant(''), weight: 6 },
  { arbitrary: fc.constantFrom(' ', '\n', '\t', '\r\n', '  '), weight: 1 },
)

const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom(
    '\0',
    '\u007f',
    '\u2028',
    '\ufeff',
    '\ud83d\ude00',
    '\u001f',
    '/',
    '"\\',
    '\b\t\n\f\r',
  ),
)

const hostileKey = fc.oneof(
  hostileText,
  fc.constantFrom('__proto__', 'constructor', 'toString', 'toJSON', 'rawJSON', 'length', ''),
  fc.constantFrom('0', '1', '2', '10', '01', '-1', '1.5', '1e3', '4294967294', '4294967295'),
  fc.nat({ max: 30 }).map(String),
)

/** Each character as JSON.stringify writes it, or by one of the other ways that JSON has. */
function spellText(text: string, dice: readonly number[]): string {
  let spelled = ''
  let turn = 0
  for (const char of text) {
    const die = dice[turn++ % dice.length] ?? 0
    const units = [...Array(char.length).keys()].map((i) => char.charCodeAt(i))
    const escaped = units
      .map((unit) => String.raw`\u${unit.toString(16).padStart(4, '0')}`)
      .join('')
    if (die === 1) spelled += escaped
    else if (die === 2) spelled += escaped.toUpperCase().replaceAll('U', 'u')
    else if (die === 3 && char === '/') spelled += String.raw`\/`
    else spelled += JSON.stringify(char).slice(1, -1)
  }
  return `"${spelled}"`
}

const dice = fc.oneof(
  fc.constant([0]),
  fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 }),
)

const spelledText = fc.tuple(hostileText, dice).map(([text, rolls]) => ({
  json: spellText(text, rolls),
  expected: JSON.stringify(text),
  isExact: true,
}))

/** Integer digits and a power of ten; the fraction is exact because both sides are BigInts. */
function valueOf(token: string): [digits: bigint, exponent: number] {
  const [mantissa = '', power = '0'] = token.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return [BigInt(whole.replace('-', '') + fraction), Number(power) - fraction.length]
}

function isExact(token: string): boolean {
  const [left, leftPower] = valueOf(token)
  const [right, rightPower] = valueOf(String(Number(token)))
  const least = Math.min(leftPower, rightPower)
  return left * 10n ** BigInt(leftPower - least) === right * 10n ** BigInt(rightPower - least)
}

function spellNumber(value: number, style: number): string {
  const plain = JSON.stringify(value)
  const exponential = value.toExponential()
  const [mantissa = '', power = ''] = exponential.split('e')
  const styles = [
    plain,
    exponential,
    exponential.toUpperCase(),
    `${mantissa}${mantissa.includes('.') ? '00' : '.0'}e${power.replace('+', '')}`,
    /[.e]/.test(plain) ? plain : `${plain}.000`,
    `${mantissa}E${power.replace(/\d+/, '00$&')}`,
  ]
  return styles[style] ?? plain
}

const digits = fc
  .array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 25 })
  .map((all) => all.join(''))
const tokenOfDigits = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(
      fc.constant('0'),
      digits.map((all) => all.replace(/^0+(?=.)/, '')),
    ),
    fraction: fc.option(digits, { nil: undefined }),
    power: fc.option(fc.integer({ min: -400, max: 280 }), { nil: undefined }),
  })
  .map(
    ({ sign, whole, fraction, power }) =>
      sign +
      whole +
      (fraction === undefined ? '' : `.${fraction}`) +
      (power === undefined ? '' : `e${power}`),
  )

export const spelledNumber: fc.Arbitrary<Spelled> = fc
  .oneof(
    fc
      .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat({ max: 5 }))
      .map(([value, style]) => spellNumber(value, style)),
    fc.tuple(fc.integer(), fc.nat({ max: 5 })).map(([value, style]) => spellNumber(value, style)),
    fc
      .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.nat({ max: 9 }))
      .map(([value, places]) => (value / 10 ** places).toFixed(places)),
    fc.constantFrom('-0', '-0.0', '0e5', '1e-7', '0.000001', '0.0000001', '1e21', '1e20', '5e-324'),
    tokenOfDigits,
  )
  .map((json) => ({
    json,
    expected: isExact(json) ? JSON.stringify(Number(json)) : json,
    isExact: isExact(json),
  }))

const spelledLiteral = fc
  .constantFrom('true', 'false', 'null')
  .map((json) => ({ json, expected: json, isExact: true }))

const arrayIndex = /^(0|[1-9]\d*)$/

function isArrayIndex(key: string): boolean {
  return arrayIndex.test(key) && Number(key) < 2 ** 32 - 1
}

type SpelledMember = readonly [key: string, rolls: readonly number[], value: Spelled]

function spellObject(members: readonly SpelledMember[], [a, b, c, d]: readonly string[]): Spelled {
  const spell = ([key, rolls, { json }]: SpelledMember) =>
    `${a}${spellText(key, rolls)}${b}:${c}${json}${d}`
  const indexes = members
    .filter(([key]) => isArrayIndex(key))
    .toSorted(([one], [other]) => Number(one) - Number(other))
  const names = members.filter(([key]) => !isArrayIndex(key))
  const expected = [...indexes, ...names].map(
    ([key, , value]) => `${JSON.stringify(key)}:${value.expected}`,
  )
  return {
    json: `{${members.length === 0 ? a : members.map(spell).join(',')}}`,
    expected: `{${expected.join(',')}}`,
    isExact: members.every(([, , value]) => value.isExact),
  }
}

function spellArray(items: readonly Spelled[], [a, b]: readonly string[]): Spelled {
  return {
    json: `[${items.length === 0 ? a : items.map(({ json }) => a + json + b).join(',')}]`,
    expected: `[${items.map((item) => item.expected).join(',')}]`,
    isExact: items.every((item) => item.isExact),
  }
}

const gaps = fc.oneof(fc.constant(['', '', '', '']), fc.tuple(gap, gap, gap, gap))

const spelled = fc.letrec<{ value: Spelled; object: Spelled }>((tie) => {
  const member = fc.tuple(hostileKey, dice, tie('value'))
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      spelledLiteral,
      spelledNumber,
      spelledText,
      fc
        .tuple(fc.array(tie('value'), { maxLength: 5 }), gaps)
        .map(([items, spaces]) => spellArray(items, spaces)),
      tie('object'),
    ),
    object: fc
      .tuple(fc.uniqueArray(member, { maxLength: 8, selector: ([key]) => key }), gaps)
      .map(([members, spaces]) => spellObject(members, spaces)),
  }
})

/** Hostile text, keys, numbers and gaps, spelled in all the ways that JSON has. */
export const spelledJson: fc.Arbitrary<Spelled> = spelled.value
export const spelledObject: fc.Arbitrary<Spelled> = spelled.object
