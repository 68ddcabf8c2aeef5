/** Looks records up in DNS, by the resolvers of this machine or by the given ones. */
import { Resolver } from 'node:dns/promises';
import { DnsUnreachableError, type DomainRecords } from '../../app/ports/domain-records.ts';

/** Ms until a server is asked again, and how often it is asked. */
const patience = { timeout: 2_000, tries: 2 };

/** `servers`: addresses such as `1.1.1.1` or `127.0.0.1:5353`. Throws TypeError for another form. */
export function createDnsRecords(servers: readonly string[] = []): DomainRecords {
  const resolver = new Resolver(patience);
  if (servers.length > 0) resolver.setServers([...servers]);
  return {
    readTexts: async (name) => {
      const records = await orNone(name, () => resolver.resolveTxt(name));
      // A text of more than 255 bytes comes in parts.
      return records.map((parts) => parts.join(''));
    },
    readAlias: async (name) => (await orNone(name, () => resolver.resolveCname(name)))[0]?.replace(/\.$/, ''),
  };
}

async function orNone<Item>(name: string, resolve: () => Promise<Item[]>): Promise<Item[]> {
  try {
    return await resolve();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw new DnsUnreachableError(name, code);
  }
}
