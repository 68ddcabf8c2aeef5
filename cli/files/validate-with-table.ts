/** Validates files together with the config table: their references may name documents of the table. */

import type { StoredDocument } from '../../app/ports/document-store.ts';
import { loadPublished } from '../../app/publish/load-published.ts';
import { listDocuments, type PublishingPorts } from '../../app/publish/plan-program.ts';
import { overlay } from '../../app/publish/staging.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import type { ValidatedDocument } from '../../engine/config/check/reject-documents.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { compileTemplate } from './compile-template.ts';
import type { FileDocument } from './read-document-files.ts';

export interface ValidatedFiles {
  /** Those of the files. */
  readonly ours: readonly ValidatedDocument[];
  /** The documents of the files and those of the table that the files do not replace. */
  readonly all: readonly ValidatedDocument[];
  /** Problems of the files' documents only. */
  readonly problems: readonly Problem[];
  /** The published documents in the table. */
  readonly stored: readonly StoredDocument[];
  /** The published snapshot; absent when nothing is published. */
  readonly published?: ProgramSnapshot;
}

/** `staged`: documents that wait to be published, which count as if they were published. */
export async function validateWithTable(
  documents: readonly FileDocument[],
  ports: PublishingPorts,
  staged: readonly StoredDocument[] = [],
): Promise<ValidatedFiles> {
  const [stored, published] = await Promise.all([
    listDocuments(ports.documents),
    loadPublished(ports.programs),
  ]);
  const replaced = new Set(documents.map(readKey));
  const others = overlay(stored, staged)
    .filter(({ kind, id }) => !replaced.has(`${kind}/${id}`))
    .map(({ kind, id, document }) => ({ key: { kind, id }, document }));
  const validation = await validateStored([...documents, ...others], compileTemplate, published);
  const ours = validation.documents.filter(({ source }) => source.origin !== undefined);
  return {
    ours,
    all: validation.documents,
    problems: ours.flatMap(({ problems }) => problems),
    stored,
    ...(published === undefined ? {} : { published }),
  };
}

function readKey({ document }: FileDocument): string {
  if (typeof document !== 'object' || document === null) return '';
  const kind: unknown = 'kind' in document ? document.kind : undefined;
  const id: unknown = 'id' in document ? document.id : undefined;
  return `${String(kind)}/${String(id)}`;
}
