/** Loads the client of Parameter Store with the first use: most webhooks need no secret, and many messages no link key. */
import type { LinkKeyReader, LinkKeyWriter } from '../../app/ports/link-keys.ts';
import type { SecretReader } from '../../app/ports/secrets.ts';
import { openOnce } from '../open-once.ts';

/** `name` is the parameter's: `/percorso/<stage>/link-key`. */
export function createLazyLinkKeyStore(name: string): LinkKeyReader & LinkKeyWriter {
  const open = openOnce(async () => {
    const [{ createSsmClient }, { createSsmLinkKeyStore }] = await Promise.all([
      import('./secret-reader.ts'),
      import('./link-keys.ts'),
    ]);
    return createSsmLinkKeyStore(createSsmClient(), name);
  });
  return {
    read: async (version) => (await open()).read(version),
    createFirst: async (key) => (await open()).createFirst(key),
    addVersion: async (key) => (await open()).addVersion(key),
  };
}

/** `path` is the folder of the stage's secrets: `/percorso/<stage>`. */
export function createLazySecretReader(path: string): SecretReader {
  const open = openOnce(async () => {
    const { createSsmClient, createSsmSecretReader } = await import('./secret-reader.ts');
    return createSsmSecretReader(createSsmClient(), path);
  });
  return { read: async (name) => (await open()).read(name) };
}
