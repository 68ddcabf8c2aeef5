/** Publishes documents as the publisher does, without a store: what they do not mention stays as it was. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { hashContent } from '../../app/publish/encode-program.ts';
import { rememberCompiled } from '../../app/publish/template-compilers.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';

interface Publication {
  /** The config table, by label. */
  readonly table: ReadonlyMap<string, ConfigDocument>;
  readonly errors: readonly Problem[];
}

const publications = new WeakMap<ProgramSnapshot, Publication>();
const compile = rememberCompiled(compileTemplate, Date.now);

/** Throws when a document is refused. With `acceptAll` it is published all the same, as long as it has its shape. */
export async function publishDocuments(
  documents: readonly ConfigDocument[],
  previous: ProgramSnapshot | undefined,
  { acceptAll = false } = {},
): Promise<ProgramSnapshot> {
  const table = new Map(previous === undefined ? [] : publications.get(previous)?.table);
  for (const document of documents) {
    // Documents without a status are live.
    table.set(`${document.kind}/${document.id}`, { ...document, status: document.status ?? 'live' });
  }
  const sources = [...table.values()].map((document) => ({ document }));
  const { documents: validated, problems } = await validateStored(sources, compile, previous);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && !acceptAll) throw new Error(`Refused: ${JSON.stringify(errors, null, 2)}`);
  const accepted = validated.map((one) => {
    const document = table.get(one.label);
    return document === undefined ? one : { ...one, document };
  });
  const { content } = buildNextProgram(accepted, previous);
  const version = (previous?.version ?? 0) + 1;
  const hash = hashContent(content);
  const snapshot = makeSnapshot(content, { version, hash, publishedAt: 0 }, previous);
  publications.set(snapshot, { table, errors });
  return snapshot;
}

/** What the publisher would have refused of it. */
export function listRefusals(snapshot: ProgramSnapshot): readonly Problem[] {
  return publications.get(snapshot)?.errors ?? [];
}
