import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import type { Refusal } from './refusal.ts'
import { TargetCache } from './target-cache.ts'
import { parseTarget, type TargetFaultReason, type TargetRules } from './target.ts'

const strict: TargetRules = {
  allowHttp: false,
  guard: createAddressGuard({ allowNetworks: [] }),
  allowPorts: [],
}
const dev: TargetRules = {
  allowHttp: true,
  guard: createAddressGuard({ allowNetworks: loopbackNetworks }),
  allowPorts: [],
}
const intranet: TargetRules = {
  allowHttp: true,
  guard: createAddressGuard({ allowNetworks: ['10.0.0.0/8'] }),
  allowPorts: [6379],
}

function reasonOf(url: string, rules: TargetRules = strict): TargetFaultReason | null {
  const target = parseTarget(url, rules)
  if (target.kind === 'fault') {
    assert.match(target.message, /^[A-Z].*\.$/)
    return target.reason
  }
  return null
}

test('a URL is taken apart and normalised, its fragment dropped', () => {
  assert.deepEqual(parseTarget('HTTPS://Example.COM:443/a b?c=%20#frag', strict), {
    kind: 'target',
    href: 'https://example.com/a%20b?c=%20',
    origin: 'https://example.com',
    path: '/a%20b?c=%20',
  })
})

test('ordinary receivers are accepted', () => {
  const urls = [
    'https://example.com',
    'https://hooks.example.com:8443/x?y=z',
    'https://my_tenant.example.org/',
    'https://bücher.example/',
    'https://xn--bcher-kva.example/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://localhost.example.com/',
    'https://internal.example.com/',
  ]
  for (const url of urls) assert.equal(reasonOf(url), null, url)
})

test('plain HTTP is accepted only where it is allowed, other schemes never', () => {
  assert.equal(reasonOf('http://example.com/'), 'scheme')
  assert.equal(reasonOf('http://example.com/', dev), null)
  const urls = ['file:///etc/passwd', 'ftp://example.com/', 'gopher://example.com/', 'data:,x']
  for (const url of [...urls, 'javascript:alert(1)', 'ws://example.com/', 'blob:https://a.com/1']) {
    assert.equal(reasonOf(url, dev), 'scheme', url)
  }
})

test('every spelling of a forbidden address is read as that address', () => {
  const hosts = [
    ['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '017700000001'],
    ['0177.0.0.1', '0x7f.0x0.0x0.0x1', '127.0.0.1.', '%31%32%37.0.0.1', '１２７.０.０.１'],
    ['①②⑦.0.0.1', '127。0。0。1', '127\u00ad.0.0.1', '0', '0.0.0.0', '[::1]', '[::]'],
    ['[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]'],
    ['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '10.0.0.1', '192.168.1.1', '169.254.169.254'],
    ['0xa9fea9fe', '2852039166', '168.63.129.16', '100.100.100.200', '[fd00:ec2::254]'],
    ['[fe80::1]', '255.255.255.255', '3232235777'],
  ].flat()
  for (const host of hosts) assert.equal(reasonOf(`https://${host}/`), 'address', host)
})

test('tricks around the host end at the host that would be dialled', () => {
  assert.equal(reasonOf('https:\\\\127.0.0.1\\@example.com'), 'address')
  assert.equal(reasonOf('https:127.0.0.1'), 'address')
  assert.equal(reasonOf('https://127.\t0.0.\n1/'), 'address')
  assert.equal(reasonOf('https://127.0.0.1#@example.com/'), 'address')
  assert.equal(reasonOf('https://127.0.0.1?@example.com/'), 'address')
})

test('a user name or a password is refused', () => {
  const urls = ['https://user@example.com/', 'https://user:pass@example.com/', 'https://:p@a.com/']
  for (const url of [...urls, 'https://example.com@127.0.0.1/']) {
    assert.equal(reasonOf(url), 'credentials', url)
  }
})

test('what is no URL is refused', () => {
  const urls = ['', 'example.com', '/path', 'https://', 'https://exa mple.com/', 'https://[::1/']
  for (const url of [...urls, 'https://1.2.3.4.5/', 'https://a.com:99999/', 'https://256.0.0.1/']) {
    assert.equal(reasonOf(url), 'malformed', url)
  }
})

test('a URL is refused when it is too long, before or after it is normalised', () => {
  const base = 'https://example.com/'
  assert.equal(reasonOf(base + 'a'.repeat(2048 - base.length)), null)
  assert.equal(reasonOf(base + 'a'.repeat(2049 - base.length)), 'too_long')
  assert.equal(reasonOf(base + 'ü'.repeat(1000)), 'too_long')
})

test('host names that cannot be public are refused', () => {
  const hosts = [
    ['redis', 'com', 'localhost', 'LOCALHOST', 'a.localhost', 'printer.local', 'db.internal'],
    ['metadata.google.internal', 'host.docker.internal', 'nas.lan', 'router.home.arpa'],
    ['x.corp', 'x.intranet', 'x.test', 'x.invalid', 'x.onion', 'x.home', 'x.private'],
    ['kubernetes.default', 'api.default.svc', 'api.default.svc.cluster.local', 'x.localdomain'],
    ['example.com.', 'localhost.', 'a..example.com', '.example.com', '*.example.com'],
    [`${'a'.repeat(64)}.com`, `${'a.'.repeat(127)}com`, 'exa!mple.com', "exam'ple.com"],
  ].flat()
  for (const host of hosts) assert.equal(reasonOf(`https://${host}/`), 'host', host)
})

test('loopback names are accepted where loopback is open, other private names are not', () => {
  for (const host of ['localhost:3000', 'app.localhost', '127.0.0.1:3001', '[::1]:8080']) {
    assert.equal(reasonOf(`http://${host}/`, dev), null, host)
  }
  for (const host of ['redis', 'db.internal']) {
    assert.equal(reasonOf(`http://${host}/`, dev), 'host', host)
  }
})

test('private names are accepted where a private network is open, metadata names never', () => {
  for (const host of ['billing', 'billing.internal', '10.1.2.3', 'app.test']) {
    assert.equal(reasonOf(`http://${host}/`, intranet), null, host)
  }
  for (const host of ['metadata.google.internal', 'x.onion', 'x.invalid', 'localhost']) {
    assert.equal(reasonOf(`http://${host}/`, intranet), 'host', host)
  }
  assert.equal(reasonOf('http://169.254.169.254/', intranet), 'address')
})

test('ports of other services are refused unless the operator opens them', () => {
  for (const port of [0, 22, 25, 5432, 6379, 10250]) {
    assert.equal(reasonOf(`https://example.com:${port}/`), 'port', String(port))
  }
  for (const port of [80, 443, 3000, 8080, 8443, 65535]) {
    assert.equal(reasonOf(`https://example.com:${port}/`), null, String(port))
  }
  assert.equal(reasonOf('https://example.com:6379/', intranet), null)
  assert.equal(reasonOf('https://example.com:0/', { ...intranet, allowPorts: [0] }), 'port')
})

test('parsing what was accepted changes nothing', () => {
  for (const url of ['https://EXAMPLE.com/ü?q=a b', 'https://example.com:443', 'https://a.b/%7e']) {
    const once = parseTarget(url, strict)
    assert.equal(once.kind, 'target')
    assert.deepEqual(parseTarget(once.kind === 'target' ? once.href : '', strict), once)
  }
})

test('the cache gives what the rules give, and the same object while it remembers', () => {
  const cache = new TargetCache(strict, 2)
  const first = cache.get('https://a.example/')
  assert.deepEqual(first, parseTarget('https://a.example/', strict))
  assert.equal(cache.get('https://a.example/'), first)
  cache.get('https://b.example/')
  cache.get('https://c.example/')
  assert.notEqual(cache.get('https://a.example/'), first)
  assert.deepEqual(cache.get('https://a.example/'), first)
  assert.equal(cache.get('http://c.example/').kind, 'fault')
})

test('what was refused is asked again', () => {
  let isOwn = true
  const guard = createAddressGuard({ allowNetworks: [], isOwnAddress: () => isOwn })
  const cache = new TargetCache({ ...strict, guard }, 10)
  assert.equal(cache.get('https://8.8.8.8/').kind, 'fault')
  isOwn = false
  assert.equal(cache.get('https://8.8.8.8/').kind, 'target')
})

test('what is refused because of where it leads is told, with the rule', () => {
  const told: Refusal[] = []
  const rules = { ...strict, onRefused: (refusal: Refusal) => told.push(refusal) }
  const urls = ['https://[fd00:ec2::254]/', 'https://10.1/', 'https://db.internal/']
  for (const url of [...urls, 'https://a.com:22/', 'https://[2606:4700::1]:22/']) {
    parseTarget(url, rules)
  }
  assert.deepEqual(told, [
    { host: 'fd00:ec2::254', address: 'fd00:ec2::254', rule: 'cloud_metadata' },
    { host: '10.0.0.1', address: '10.0.0.1', rule: 'not_public' },
    { host: 'db.internal', address: null, rule: 'host_name' },
    { host: 'a.com:22', address: null, rule: 'port' },
    { host: '[2606:4700::1]:22', address: null, rule: 'port' },
  ])
  for (const url of ['http://a.com/', 'nonsense', 'https://u@a.com/']) parseTarget(url, rules)
  parseTarget('https://example.com/', rules)
  assert.equal(told.length, 5)
})
