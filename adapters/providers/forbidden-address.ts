/**
 * Where no webhook may go, whatever a document says: link-local addresses, which hold the credentials of whatever
 * machine this is, and in Lambda the function's own interfaces. Private networks are reachable only if somebody put
 * the function into one, and then they are meant: they are not refused.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
// Amazon's services inside a machine: time, names, instance metadata, container credentials.
linkLocal.addSubnet('fd00:ec2::', 32, 'ipv6');

const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addSubnet('0.0.0.0', 8, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');
ownMachine.addAddress('::', 'ipv6');

/** Addresses of a name. Throws where there are none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export async function resolveName(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/**
 * True when `url` leads, by any of its addresses, where no webhook may go. `isOwnForbidden`: the machine itself, too.
 * A name that nobody knows forbids nothing: the call itself will say so.
 */
export async function isForbidden(url: URL, isOwnForbidden: boolean, resolve: ResolveName): Promise<boolean> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host];
  return addresses.some((address) => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return linkLocal.check(address, family) || (isOwnForbidden && ownMachine.check(address, family));
  });
}
