/** Validates an author's documents: alone, or together with the config table, whose documents their references may name. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { ValidatedDocument } from '../../engine/config/check/reject-documents.ts';
import { warnOfTimes } from '../../engine/config/check/warn-times.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { DocumentSource } from '../../engine/config/read/document-source.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { StoredDocument } from '../ports/document-store.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { checkSenders } from './check-senders.ts';
import { loadPublished } from './load-published.ts';
import { listDocuments, type PublishingPorts } from './plan-program.ts';
import { overlay } from './staging.ts';
import { validateStored } from './validate-stored.ts';

export interface ValidatedWithTable {
  /** The given documents, in their order. */
  readonly ours: readonly ValidatedDocument[];
  /** The given documents and those of the table that they do not replace. */
  readonly all: readonly ValidatedDocument[];
  /** Problems of the given documents only. */
  readonly problems: readonly Problem[];
  /** The published documents in the table. */
  readonly stored: readonly StoredDocument[];
  /** Content of all templates that compiled, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
  /** The published snapshot; absent when nothing is published. */
  readonly published?: ProgramSnapshot;
}

/** `staged`: documents that wait to be published, which count as if they were published. */
export async function validateWithTable(
  sources: readonly DocumentSource[],
  ports: PublishingPorts,
  staged: readonly StoredDocument[] = [],
): Promise<ValidatedWithTable> {
  const [stored, published] = await Promise.all([
    listDocuments(ports.documents),
    loadPublished(ports.programs),
  ]);
  const replaced = new Set(sources.map(readKey));
  const others = overlay(stored, staged)
    .filter(({ kind, id }) => !replaced.has(`${kind}/${id}`))
    .map(({ kind, id, document }) => ({ key: { kind, id }, document }));
  const validation = await checkSenders(
    await validateStored([...sources, ...others], ports.compileTemplate, published),
    ports,
  );
  const given = new Set(sources);
  const ours = validation.documents.filter(({ source }) => given.has(source));
  return {
    ours,
    all: validation.documents,
    problems: ours.flatMap(({ problems }) => problems),
    stored,
    compiled: validation.compiled,
    ...omitAbsent({ published }),
  };
}

/** Without a stage. `now` (epoch ms): moments that have passed cause warnings. */
export async function validateAlone(
  sources: readonly DocumentSource[],
  compile: TemplateCompiler,
  now: number,
): Promise<Pick<ValidatedWithTable, 'problems'> & { readonly documents: readonly ValidatedDocument[] }> {
  const { documents, problems } = await validateStored(sources, compile);
  return { documents, problems: [...problems, ...warnOfTimes(documents, now)] };
}

function readKey({ document }: DocumentSource): string {
  if (typeof document !== 'object' || document === null) return '';
  const kind: unknown = 'kind' in document ? document.kind : undefined;
  const id: unknown = 'id' in document ? document.id : undefined;
  return `${String(kind)}/${String(id)}`;
}
