/** Creates the first link key of a stage, and later ones. */
import { randomBytes } from 'node:crypto';
import { type LinkKeyWriter, linkKeyLength } from '../ports/link-keys.ts';

/** Creates the key when there is none. After the first success in a process, it calls nothing. */
export function createLinkKeyCreation(
  writer: Pick<LinkKeyWriter, 'createFirst'>,
): () => Promise<'created' | 'present'> {
  let isPresent = false;
  return async () => {
    const isCreated = !isPresent && (await writer.createFirst(randomBytes(linkKeyLength)));
    isPresent = true;
    return isCreated ? 'created' : 'present';
  };
}

/** The version of the new key: it seals all new links within five minutes. */
export async function rotateLinkKey(writer: Pick<LinkKeyWriter, 'addVersion'>): Promise<number> {
  return writer.addVersion(randomBytes(linkKeyLength));
}
