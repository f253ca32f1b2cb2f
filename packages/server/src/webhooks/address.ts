import { BlockList, isIP } from 'node:net'

/** IPv4 that is not of the public Internet, or names no single host (RFC 6890 and what was added since). */
const RESERVED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Of what is routed of IPv6, what is documentation or carries an IPv4 address that could be anything. */
const RESERVED_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const reserved = new BlockList()
for (const [net, prefix] of RESERVED_IPV4) reserved.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of RESERVED_IPV6) reserved.addSubnet(net, prefix, 'ipv6')
const routedIpv6 = new BlockList()
routedIpv6.addSubnet('2000::', 3, 'ipv6')

/** Networks that may be reached although they are not of the public Internet. */
export interface AllowedNetworks {
  readonly isEmpty: boolean
  has(address: string): boolean
}

/** Reads networks in CIDR notation, or single addresses; null where one is neither. */
export function readNetworks(texts: readonly string[]): AllowedNetworks | null {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', prefix, ...rest] = text.split('/')
    const version = isIP(address)
    const bits = version === 4 ? 32 : 128
    const length = prefix === undefined ? bits : Number(prefix)
    if (version === 0 || rest.length > 0 || !/^\d*$/.test(prefix ?? '') || !(length >= 0 && length <= bits)) return null
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
  }
  return { isEmpty: texts.length === 0, has: (address) => list.check(...familiar(address)) }
}

/** An address and its family; an IPv4 address within IPv6 is what it carries. */
function familiar(address: string): [string, 'ipv4' | 'ipv6'] {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped !== undefined) return [mapped, 'ipv4']
  return [address, isIP(address) === 6 ? 'ipv6' : 'ipv4']
}

/** Whether an address is of the public Internet. What is not known to be is not. */
export function isPublic(address: string): boolean {
  const [plain, family] = familiar(address)
  if (isIP(plain) === 0) return false
  return !reserved.check(plain, family) && (family === 'ipv4' || routedIpv6.check(plain, family))
}
