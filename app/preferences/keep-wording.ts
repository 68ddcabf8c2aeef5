/** The text of a page as the proof of a consent: named by a hash of what the person saw, and stored once per version. */
import { createHash } from 'node:crypto';
import type { Wording, WordingStore } from '../ports/wording-store.ts';
import type { PageContext } from './pages/page.ts';

/** `lines`: the texts of the page in their order, without personal data. */
export function makeWording({ language }: PageContext, id: string, lines: readonly string[]): Wording {
  const text = lines.join('\n');
  const hash = createHash('sha256').update(JSON.stringify([id, language, text]));
  return { id, version: hash.digest('hex').slice(0, 12), language, text };
}

/** Versions that this process has stored. */
const stored = new WeakMap<Pick<WordingStore, 'keep'>, Set<string>>();

/** One write per version and process. Throws the error of the write. */
export async function keepWording(store: Pick<WordingStore, 'keep'>, wording: Wording): Promise<void> {
  const versions = stored.get(store) ?? new Set<string>();
  stored.set(store, versions);
  if (versions.has(wording.version)) return;
  await store.keep(wording);
  versions.add(wording.version);
}
