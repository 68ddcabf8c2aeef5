/** Loads the client of Parameter Store with the first use of a link key: many messages need none. */
import type { LinkKeyReader, LinkKeyWriter } from '../../app/ports/link-keys.ts';

/** `name` is the parameter's: `/percorso/<stage>/link-key`. */
export function createLazyLinkKeyStore(name: string): LinkKeyReader & LinkKeyWriter {
  let opened: (LinkKeyReader & LinkKeyWriter) | undefined;
  const open = async () => {
    // If loading fails, the next call tries again.
    opened ??= await openStore(name);
    return opened;
  };
  return {
    read: async (version) => (await open()).read(version),
    createFirst: async (key) => (await open()).createFirst(key),
    addVersion: async (key) => (await open()).addVersion(key),
  };
}

async function openStore(name: string): Promise<LinkKeyReader & LinkKeyWriter> {
  const [{ createSsmClient }, { createSsmLinkKeyStore }] = await Promise.all([
    import('./secret-reader.ts'),
    import('./link-keys.ts'),
  ]);
  return createSsmLinkKeyStore(createSsmClient(), name);
}
