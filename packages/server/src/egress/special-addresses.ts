/**
 * Networks as CIDRs. Source: the IANA special-purpose registries for IPv4 and IPv6, multicast and
 * reserved space, and what the large clouds document about their metadata services.
 */

/** IPv4 that no webhook reaches unless the operator opens it. */
export const specialIpv4: readonly string[] = [
  '0.0.0.0/8', // this network; Linux connects it to itself
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's WireServer: a public address that answers inside every machine
  '169.254.0.0/16', // link-local
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relay anycast
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/3', // multicast, reserved, broadcast
]

/** IPv6: all but global unicast (2000::/3), and what is special inside that. */
export const specialIpv6: readonly string[] = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23', // IETF protocol assignments: Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]

/** Where clouds hand out credentials to whoever asks. */
export const metadataIpv4: readonly string[] = [
  '169.254.0.0/16', // AWS, Google, Azure, ECS and EKS credentials, and most others
  '168.63.129.16/32', // Azure
  '100.100.100.200/32', // Alibaba
  '192.0.0.192/32', // Oracle
]

export const metadataIpv6: readonly string[] = [
  'fd00:ec2::/32', // AWS: metadata, EKS credentials, DNS
  'fd20:ce::254/128', // Google
  'fd00:c1::a9fe:a9fe/128', // Oracle
  'fd00:42::42/128', // Scaleway
  'fe80::a9fe:a9fe/128', // OpenStack
]

/**
 * IPv6 that carries an IPv4 address out of sight. Whoever wants an IPv4 network opens it as IPv4.
 * IPv4-compatible addresses (::/96) belong here too, but share their range with `::` and `::1`.
 */
export const ipv4InIpv6: readonly string[] = [
  '::ffff:0:0/96', // IPv4-mapped
  '::ffff:0:0:0/96', // SIIT
  '64:ff9b:1::/48', // local NAT64
  '2001::/32', // Teredo
  '2002::/16', // 6to4
]
