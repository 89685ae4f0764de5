import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAddressGuard } from './address-guard.ts'
import { parseTarget, withoutBrackets, type Target, type TargetRules } from './target.ts'

const guard = createAddressGuard({ allowNetworks: [] })
const rules: TargetRules = { allowHttp: true, guard, allowPorts: [] }

type Octets = readonly [number, number, number, number]

const forbidden: readonly Octets[] = [
  [127, 0, 0, 1],
  [169, 254, 169, 254],
  [10, 0, 0, 5],
  [192, 168, 1, 254],
  [172, 16, 254, 3],
  [100, 100, 100, 200],
  [168, 63, 129, 16],
  [0, 0, 0, 0],
]
const open: readonly Octets[] = [
  [8, 8, 8, 8],
  [93, 184, 216, 34],
  [1, 1, 1, 1],
  [185, 199, 108, 153],
]

/** How an IPv4 address can be written so that some program takes it for the address. */
const spellings: Readonly<Record<string, (octets: Octets) => string>> = {
  'as it is': dotted,
  'a number': (octets) => String(valueOf(octets)),
  'a hexadecimal number': (octets) => `0x${valueOf(octets).toString(16)}`,
  'a hexadecimal number in capitals': (octets) => `0X${valueOf(octets).toString(16).toUpperCase()}`,
  'an octal number': (octets) => `0${valueOf(octets).toString(8)}`,
  'an octal number with zeros before it': (octets) => `00000${valueOf(octets).toString(8)}`,
  'hexadecimal parts': (octets) => octets.map((octet) => `0x${octet.toString(16)}`).join('.'),
  'padded hexadecimal parts': (octets) =>
    octets.map((octet) => `0x0000${octet.toString(16)}`).join('.'),
  'octal parts': (octets) => octets.map((octet) => `0${octet.toString(8)}`).join('.'),
  'padded octal parts': (octets) => octets.map((octet) => `0000${octet.toString(8)}`).join('.'),
  'parts of all kinds': ([a, b, c, d]) => `0x${a.toString(16)}.${b}.0${c.toString(8)}.${d}`,
  'two parts': ([a, ...rest]) => `${a}.${valueOf([0, ...rest])}`,
  'three parts': ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  'two parts, the second hexadecimal': ([a, ...rest]) =>
    `${a}.0x${valueOf([0, ...rest]).toString(16)}`,
  'a full stop after it': (octets) => `${dotted(octets)}.`,
  'full-width digits': inDigits(0xff10),
  'bold digits': inDigits(0x1d7ce),
  'digits with double strokes': inDigits(0x1d7d8),
  'monospaced digits': inDigits(0x1d7f6),
  'circled digits': (octets) =>
    dotted(octets).replace(/\d/g, (digit) => (digit === '0' ? '⓪' : ordinal(0x245f, digit))),
  'superscript digits': (octets) =>
    dotted(octets).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit))),
  'subscript digits': inDigits(0x2080),
  'ideographic full stops': (octets) => dotted(octets).replaceAll('.', '。'),
  'full-width full stops': (octets) => dotted(octets).replaceAll('.', '．'),
  'half-width ideographic full stops': (octets) => dotted(octets).replaceAll('.', '｡'),
  'everything percent-encoded': (octets) => percentEncoded(dotted(octets)),
  'full stops percent-encoded': (octets) => dotted(octets).replaceAll('.', '%2e'),
  'full-width digits percent-encoded': (octets) => encodeURIComponent(inDigits(0xff10)(octets)),
  'soft hyphens inside': (octets) => dotted(octets).replaceAll('.', '\u00ad.'),
  'word joiners inside': (octets) => dotted(octets).replaceAll('.', '\u2060.'),
  'variation selectors inside': (octets) => dotted(octets).replaceAll('.', '\ufe0f.'),
  'a tab inside': (octets) => dotted(octets).replaceAll('.', '\t.'),
  'line breaks inside': (octets) => dotted(octets).replaceAll('.', '\r\n.'),
}

/** How a host can be put into a URL; the other host in it is there to deceive. */
const frames: Readonly<Record<string, (host: string) => string>> = {
  plainly: (host) => `https://${host}/hook`,
  'over plain HTTP': (host) => `http://${host}/hook`,
  'without a path': (host) => `https://${host}`,
  'with a port': (host) => `https://${host}:8443/`,
  'with the scheme in capitals': (host) => `HTTPS://${host}/`,
  'with spaces around': (host) => `  https://${host}/ \n`,
  'with control characters before': (host) => `\u0000\u001fhttps://${host}/`,
  'with a line break in the scheme': (host) => `ht\ntps://${host}/`,
  'without slashes': (host) => `https:${host}`,
  'with one slash': (host) => `https:/${host}/`,
  'with many slashes': (host) => `https://////${host}/`,
  'with backslashes': (host) => `https:\\\\${host}\\hook`,
  'with a fragment that looks like a host': (host) => `https://${host}#@example.com/`,
  'with a query that looks like a host': (host) => `https://${host}?@example.com/`,
  'with a backslash before another host': (host) => `https://${host}\\@example.com/`,
  'with an empty user name': (host) => `https://@${host}/`,
}

/** Userinfo is refused, whatever host follows. */
const dressedFrames = ['example.com@', 'example.com:443@', 'u:p@', 'a@example.com:80@', ':p@']

test('no spelling of a forbidden address is taken, and every one of a public address is', () => {
  let count = 0
  for (const [spelling, spell] of Object.entries(spellings)) {
    for (const [frame, put] of Object.entries(frames)) {
      for (const octets of forbidden) {
        const url = put(spell(octets))
        assert.equal(verdictOn(url), 'address', `${spelling}, ${frame}: ${url}`)
        count++
      }
      for (const octets of open) {
        const url = put(spell(octets))
        assert.equal(verdictOn(url), dotted(octets), `${spelling}, ${frame}: ${url}`)
      }
    }
  }
  assert.ok(count > 3000)
})

test('a user name or a password is refused before every spelling', () => {
  for (const spell of Object.values(spellings)) {
    for (const dress of dressedFrames) {
      const url = `https://${dress}${spell([127, 0, 0, 1])}/`
      assert.equal(verdictOn(url), 'credentials', url)
    }
  }
})

test('no spelling of a forbidden IPv6 address is taken, and those of a public one are', () => {
  const bad = [
    ['[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::0.0.0.1]'],
    ['[::]', '[::ffff:127.0.0.1]', '[::FFFF:7F00:1]', '[0:0:0:0:0:ffff:127.0.0.1]'],
    ['[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]'],
    ['[2001:0:4136:e378:8000:63bf:80ff:fffe]', '[2606:4700::5efe:10.0.0.1]', '[fe80::1]'],
    ['[fd00:ec2::254]', '[fd00:0EC2:0:0:0:0:0:254]', '[fec0::1]', '[ff02::1]', '[5f00::1]'],
    ['[::169.254.169.254]', '[fe80::a9fe:a9fe]', '[3fff::1]', '[100::]', '[2001:db8::8.8.8.8]'],
  ].flat()
  const fine = ['[2606:4700:4700::1111]', '[2606:4700:4700:0:0:0:0:1111]', '[2a00::8.8.8.8]']
  for (const put of Object.values(frames)) {
    for (const host of bad) assert.equal(verdictOn(put(host)), 'address', put(host))
    for (const host of [...fine, '[2606:4700:4700:0000::1111]', '[2606:4700:4700::A:1111]']) {
      assert.match(verdictOn(put(host)), /^2[0-9a-f:]+$/, put(host))
    }
  }
})

test('what looks like an address and is none is not taken', () => {
  const hosts = [
    ['[fe80::1%eth0]', '[fe80::1%25eth0]', '[::1%lo]', '[v1.127]', '[127.0.0.1]', '[::1', '::1'],
    ['256.256.256.256', '1.2.3.4.5', '0x100000000', '4294967296', '08.8.8.8'],
    ['example.127', 'a.0x7f', '127.0.0.1..', '[::ffff:256.0.0.1]', '[1:2:3:4:5:6:7:8:9]'],
    ['127.0.0.1%00.example.com', '127.0.0.1%0a.example.com', 'a%2fb', 'exa mple.com', '%'],
  ].flat()
  for (const host of hosts) {
    assert.ok(['malformed', 'host'].includes(verdictOn(`https://${host}/`)), host)
  }
})

test('no spelling of a name that is not public is taken', () => {
  const names = ['localhost', 'metadata.google.internal', 'redis', 'db.svc.cluster.local', 'x.test']
  for (const name of names) {
    const spelled = [
      name,
      name.toUpperCase(),
      `${name}.`,
      percentEncoded(name),
      name.replaceAll('.', '。'),
      name.replaceAll(/[a-z]/g, (letter) => ordinal(0xff41 - 97, letter.charCodeAt(0))),
      name.replaceAll(/[a-z]/g, (letter) => ordinal(0x24d0 - 97, letter.charCodeAt(0))),
      name.replaceAll(/[a-z]/g, (letter) => ordinal(0x1d41a - 97, letter.charCodeAt(0))),
      name.split('').join('\u00ad'),
      name.replace('s', 'ſ'),
      name.replace('k', '\u212a'),
    ]
    for (const host of spelled) {
      for (const put of Object.values(frames)) {
        assert.equal(verdictOn(put(host)), 'host', put(host))
      }
    }
  }
})

test('ordinary names are taken, those that only look dangerous included', () => {
  const hosts = [
    [
      'hooks.slack.com',
      'discord.com',
      'hooks.zapier.com',
      'webhook.site',
      'api.eu-1.example.co.uk',
    ],
    ['localhost.example.com', 'internal.example.com', 'metadata.google.internal.example.com'],
    ['127.0.0.1.nip.io', '127-0-0-1.example.com', '0x7f.example.com', '1.example.com', '1e100.net'],
    ['xn--bcher-kva.example', 'bücher.example', 'münchen.de', '例え.jp', 'xn--p1ai.example.com'],
    ['my_tenant.example.org', '_dmarc.example.com', 'a--b.example.com', 'test.com', 'local.dev'],
    ['homebrew.sh', 'lanyard.com', 'corp.example.com', 'svc.example.com', 'example.internal.io'],
    [`${'a'.repeat(63)}.example.com`, 'a.b.c.d.e.f.g.h.i.j.example.com', 'a.museum'],
  ].flat()
  for (const host of hosts) {
    for (const put of [frames['plainly'], frames['with a port']]) {
      const url = put?.(host) ?? ''
      assert.equal(verdictOn(url), new URL(url).hostname, url)
    }
  }
})

test('no scheme but HTTP is taken', () => {
  const schemes = [
    ['file', 'ftp', 'gopher', 'dict', 'ldap', 'ldaps', 'tftp', 'sftp', 'ssh', 'telnet', 'smb'],
    ['ws', 'wss', 'unix', 'http+unix', 'jar', 'netdoc', 'phar', 'php', 'data', 'javascript'],
    ['blob', 'about', 'view-source', 'mailto', 'httpss', 'https+http', 'x'],
  ].flat()
  for (const scheme of schemes) {
    for (const rest of ['//example.com/', '//127.0.0.1/', '///etc/passwd', 'https://example.com']) {
      assert.ok(['scheme', 'malformed'].includes(verdictOn(`${scheme}:${rest}`)), scheme + rest)
    }
  }
})

test('of whatever is thrown at it, what is taken leads where it says, and nowhere forbidden', () => {
  const pieces = [
    ['https://', 'http:', '//', '/', '\\', '@', ':', '?', '#', '.', '%', '%2e', '[', ']', '::'],
    ['127.0.0.1', '0x7f', '2130706433', '169.254', '①', '１', '。', 'localhost', 'ffff:', 'fe80'],
    ['example.com', 'a', '1', '0', '\t', '\n', '\u00ad', ' ', '8.8.8.8', '443', '65536', '_'],
  ].flat()
  const soup = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 })
  const url = soup.map((parts) => `https://${parts.join('')}`)
  const property = fc.property(url, (raw) => {
    const target = parseTarget(raw, rules)
    if (target.kind === 'target') assertHarmless(target)
  })
  fc.assert(property, { numRuns: 30_000 })
})

/** What is dialled is read from `origin`, what is stored is `href`: both have to say the same. */
function assertHarmless(target: Target): void {
  const { hostname, origin, username, password, pathname, search } = new URL(target.href)
  assert.equal(origin, target.origin)
  assert.equal(pathname + search, target.path)
  assert.equal(username + password, '')
  const host = withoutBrackets(hostname)
  if (isIP(host) !== 0) assert.ok(guard.allows(host), host)
  // A last label that is no number: nothing takes it for an address.
  else assert.match(host, /^(?:[a-z0-9_-]+\.)+(?!(?:\d+|0x[\da-f]*)$)[a-z0-9_-]+$/)
  assert.deepEqual(parseTarget(target.href, rules), target)
}

/** The host that would be dialled, or why there is none. */
function verdictOn(url: string): string {
  const target = parseTarget(url, rules)
  return target.kind === 'fault' ? target.reason : withoutBrackets(new URL(target.href).hostname)
}

function dotted(octets: Octets): string {
  return octets.join('.')
}

function valueOf(octets: Octets): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** The same digits from another block of Unicode, where `zero` is its 0. */
function inDigits(zero: number): (octets: Octets) => string {
  return (octets) => dotted(octets).replace(/\d/g, (digit) => ordinal(zero, digit))
}

function ordinal(base: number, offset: string | number): string {
  return String.fromCodePoint(base + Number(offset))
}

function percentEncoded(text: string): string {
  return text.replace(/./g, (character) => `%${character.charCodeAt(0).toString(16)}`)
}
