/** Document store in memory: for tests and the simulator. */

import type { DocumentStore, StoredDocument } from '../../app/ports/document-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';

const pageSize = 100;

export function createMemoryDocumentStore(): DocumentStore {
  const items = new Map<string, StoredDocument>();
  return {
    async list(cursor) {
      const keys = [...items.keys()].sort().filter((key) => cursor === undefined || key > cursor);
      const page = keys.slice(0, pageSize);
      const documents = page.flatMap((key) => items.get(key) ?? []).map((item) => structuredClone(item));
      const last = page.at(-1);
      return {
        documents,
        ...omitAbsent({ cursor: keys.length > pageSize ? last : undefined }),
      };
    },
    async put(document) {
      const { kind, id } = document;
      items.set(`${kind}#${id}`, { kind, id, document: structuredClone(document) });
    },
    async remove(kind, id) {
      items.delete(`${kind}#${id}`);
    },
    async annotate(kind, id, problems) {
      const item = items.get(`${kind}#${id}`);
      if (item === undefined) return;
      const { problems: _cleared, ...rest } = item;
      items.set(`${kind}#${id}`, problems.length === 0 ? rest : { ...rest, problems: [...problems] });
    },
  };
}
