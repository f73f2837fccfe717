import { BlockList, isIP } from 'node:net';

/** What is not the public internet (IANA special-purpose registries, RFC 6890): this machine, its networks, and no one. */
const INNER: readonly [net: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
];
/** Of IPv6 only global unicast is public, and of that neither documentation nor what carries IPv4 addresses. */
const PUBLIC_6 = new BlockList();
PUBLIC_6.addSubnet('2000::', 3, 'ipv6');
const CARRIERS_6 = new BlockList();
CARRIERS_6.addSubnet('2001::', 23, 'ipv6');
CARRIERS_6.addSubnet('2001:db8::', 32, 'ipv6');
CARRIERS_6.addSubnet('2002::', 16, 'ipv6');
const INNER_4 = new BlockList();
for (const [net, prefix, family] of INNER) INNER_4.addSubnet(net, prefix, family);

/** Whether an address is of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !INNER_4.check(address, 'ipv4');
  return family === 6 && PUBLIC_6.check(address, 'ipv6') && !CARRIERS_6.check(address, 'ipv6');
}

/**
 * Whether a host is on the list, and how: by its full name it may be anywhere, by `*` or `*.example.org` only on the
 * public internet.
 */
export function hostAllowed(hostname: string, hosts: readonly string[]): 'named' | 'public' | undefined {
  const host = bare(hostname);
  const listed = hosts.map(bare);
  if (listed.includes(host)) return 'named';
  const covered = listed.some((one) => one === '*' || (one.startsWith('*.') && host.endsWith(one.slice(1))));
  return covered ? 'public' : undefined;
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}
