/**
 * An emergency pause must not wait until a file is valid: an invalid document with `status: paused` pauses the published
 * document of the same kind and id, and leaves the rest of that unchanged.
 */

import type { StoredDocument } from '../../app/ports/document-store.ts';
import type { WrittenDocument } from '../../app/publish/staging.ts';
import { isObject } from '../../engine/base/json.ts';
import type { ValidatedDocument } from '../../engine/config/check/reject-documents.ts';

/** Published documents with only their status changed. `stored`: the published documents of the table. */
export function listPauses(
  ours: readonly ValidatedDocument[],
  stored: readonly StoredDocument[],
): readonly WrittenDocument[] {
  return ours.flatMap(({ document, source }) => {
    const text = source.document;
    if (document !== undefined || !isObject(text) || text['status'] !== 'paused') return [];
    const inForce = stored.find(({ kind, id }) => kind === text['kind'] && id === text['id']);
    if (inForce === undefined || !isObject(inForce.document) || inForce.document['status'] !== 'live')
      return [];
    return [{ ...inForce.document, kind: inForce.kind, id: inForce.id, status: 'paused' } as WrittenDocument];
  });
}
