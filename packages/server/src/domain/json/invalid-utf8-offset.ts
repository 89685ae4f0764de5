import { isUtf8 } from 'node:buffer'

/** Where the first character that is not UTF-8 begins, in bytes of which `isUtf8` is false. */
export function invalidUtf8Offset(bytes: Uint8Array): number {
  let valid = 0
  let end = bytes.length
  while (end - valid > 8) {
    const middle = startOfCharacter(bytes, valid + ((end - valid) >> 1))
    if (isUtf8(bytes.subarray(valid, middle))) valid = middle
    else end = middle
  }
  for (;;) {
    const length = lengthOfCharacter(bytes, valid)
    if (length === undefined) return valid
    valid += length
  }
}

function startOfCharacter(bytes: Uint8Array, from: number): number {
  let at = from
  while (from - at < 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1
  return at
}

function lengthOfCharacter(bytes: Uint8Array, from: number): number | undefined {
  return [1, 2, 3, 4].find(
    (length) => from + length <= bytes.length && isUtf8(bytes.subarray(from, from + length)),
  )
}
