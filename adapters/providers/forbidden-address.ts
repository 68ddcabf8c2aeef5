/**
 * Addresses that no webhook may call, whatever a document says: link-local addresses, which serve the credentials of the
 * machine, and in Lambda the function's own interfaces. Private networks are reachable only if the function was deployed
 * into one on purpose: they are allowed.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
// Amazon's services inside a machine: time, DNS, instance metadata, container credentials.
linkLocal.addSubnet('fd00:ec2::', 32, 'ipv6');
// Teredo contains an IPv4 address with inverted bits; no receiver of webhooks uses it.
linkLocal.addSubnet('2001::', 32, 'ipv6');

const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addSubnet('0.0.0.0', 8, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');
ownMachine.addAddress('::', 'ipv6');

/** Addresses of a host name. Throws when there are none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export async function resolveName(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** `isOwnForbidden`: the machine itself is forbidden too. */
export function isForbiddenAddress(address: string, isOwnForbidden: boolean): boolean {
  return [address, ...listEmbedded(address)].some((each) => {
    const family = isIP(each) === 6 ? 'ipv6' : 'ipv4';
    return linkLocal.check(each, family) || (isOwnForbidden && ownMachine.check(each, family));
  });
}

/** IPv4 addresses embedded in an IPv6 address: NAT64, 6to4 and the IPv4-compatible form. */
function listEmbedded(address: string): string[] {
  if (isIP(address) !== 6) return [];
  const groups = expand(address);
  const [first = 0, second = 0, third = 0] = groups;
  const isNat64 = first === 0x64 && second === 0xff9b;
  const isCompatible = groups.slice(0, 6).every((group) => group === 0);
  if (first === 0x2002) return [join(second, third)];
  // ::1 and :: are not IPv4 addresses.
  const isEmbedded = isNat64 || (isCompatible && (groups[6] ?? 0) !== 0);
  return isEmbedded ? [join(groups[6] ?? 0, groups[7] ?? 0)] : [];
}

/** The eight groups of an IPv6 address; URL formats every notation in hexadecimal. */
function expand(address: string): readonly number[] {
  const host = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = host.split('::');
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const missing = tail === undefined ? 0 : 8 - (left?.length ?? 0) - (right?.length ?? 0);
  return [...(left ?? []), ...Array<string>(missing).fill('0'), ...(right ?? [])].map((group) =>
    Number.parseInt(group, 16),
  );
}

function join(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
