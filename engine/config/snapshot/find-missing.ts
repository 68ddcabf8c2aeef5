/** A document that another one needs and the next program lacks. */
import type { ConfigDocument, DocumentKind } from '../../model/documents/documents.ts';
import { listReferences } from '../kinds/kind-definitions.ts';
import type { Reference } from '../references/reference.ts';
import type { Member } from './program-members.ts';

/** A document that names a topic or a purpose works without it. */
function isConsentKind(kind: DocumentKind): boolean {
  return kind === 'purpose' || kind === 'topic';
}

export function findMissing(
  document: ConfigDocument,
  members: ReadonlyMap<string, Member>,
): Reference | undefined {
  return listReferences(document).find(
    ({ kind, id }) => !isConsentKind(kind) && !members.has(`${kind}/${id}`),
  );
}
