/** Loads the client of Parameter Store with the first secret: most webhooks need none. */
import type { SecretReader } from '../../app/ports/secrets.ts';

export function createLazySecretReader(path: string): SecretReader {
  let opened: SecretReader | undefined;
  return {
    async read(name) {
      // If loading fails, the next call tries again.
      opened ??= await openReader(path);
      return opened.read(name);
    },
  };
}

async function openReader(path: string): Promise<SecretReader> {
  const { createSsmClient, createSsmSecretReader } = await import('./secret-reader.ts');
  return createSsmSecretReader(createSsmClient(), path);
}
