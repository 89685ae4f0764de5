import { argon2, timingSafeEqual } from 'node:crypto'

/** What a hash costs. The numbers are OWASP's for argon2id: 19 MiB, twice over, in one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const tagBytes = 32
/** The only version of argon2 that OpenSSL makes: 1.3. */
const version = 19
const phcPattern = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/

interface HashedPassword {
  readonly cost: typeof cost
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** In the PHC string format, with its cost, so that a later cost leaves older hashes good. */
export async function hashPassword(
  password: string,
  randomBytes: (length: number) => Uint8Array,
): Promise<string> {
  const salt = randomBytes(saltBytes)
  return format({
    cost,
    salt,
    tag: await derive(password, { cost, salt, tag: { length: tagBytes } }),
  })
}

/** Throws a TypeError when `hash` is none that {@link hashPassword} has made. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const stored = parse(hash)
  return timingSafeEqual(await derive(password, stored), stored.tag)
}

/** The hash of no password, which costs as much to compare with as anybody's. */
export function hashOfNobody(randomBytes: (length: number) => Uint8Array): string {
  return format({ cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) })
}

interface Derivation {
  readonly cost: typeof cost
  readonly salt: Uint8Array
  readonly tag: { readonly length: number }
}

/** On a thread of its own. What looks the same is the same, however a keyboard has composed it. */
function derive(password: string, { cost: spent, salt, tag }: Derivation): Promise<Buffer> {
  const message = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      { message, nonce: salt, tagLength: tag.length, ...spent },
      (error, derived) => (error === null ? resolve(derived) : reject(error)),
    )
  })
}

function format({ cost: { memory, passes, parallelism }, salt, tag }: HashedPassword): string {
  return `$argon2id$v=${version}$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`
}

function parse(hash: string): HashedPassword {
  const [, memory, passes, parallelism, salt = '', tag = ''] = phcPattern.exec(hash) ?? []
  if (tag === '') throw new TypeError('A stored password hash cannot be read')
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
