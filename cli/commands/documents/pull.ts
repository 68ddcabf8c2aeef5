/** `percorso pull`: writes the documents of the config table to files. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { DocumentStore, StoredDocument } from '../../../app/ports/document-store.ts';
import { hasValidKey, listDocuments } from '../../../app/publish/plan-program.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type FileDocument, readDocumentFiles } from '../../files/read-document-files.ts';
import { formatCount } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** A document is written to the file that already contains it, else to `<kind>/<id>.yaml`. */
export async function pullDocuments(
  store: DocumentStore,
  target: string,
  directory: string,
): Promise<CommandResult> {
  const stored = await listDocuments(store);
  const present = readPresent(target, directory);
  const written: string[] = [];
  const unchanged: string[] = [];
  const skipped: { readonly document: string; readonly reason: string }[] = [];
  for (const item of stored) {
    const label = `${item.kind}/${item.id}`;
    const plan = planFile(item, target, present);
    if ('reason' in plan) skipped.push({ document: label, reason: plan.reason });
    else if ('unchanged' in plan) unchanged.push(plan.unchanged);
    else {
      const path = resolve(directory, plan.file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, formatDocument(item, path));
      written.push(plan.file);
    }
  }
  return {
    exitCode: skipped.length === 0 ? 0 : 1,
    json: { written, unchanged, skipped },
    lines: [
      ...written.map((file) => `  wrote ${file}`),
      ...skipped.map(({ document, reason }) => `  skipped ${document}: ${reason}`),
      `${formatCount(written.length, 'document')} written, ${unchanged.length} unchanged, ${skipped.length} skipped.`,
    ],
  };
}

type FilePlan = { readonly file: string } | { readonly unchanged: string } | { readonly reason: string };

function planFile(item: StoredDocument, target: string, present: readonly FileDocument[]): FilePlan {
  // The id becomes a file name, so it must not lead out of the folder.
  if (!hasValidKey(item)) {
    return { reason: 'its kind or id is not valid; fix or delete the item in the table' };
  }
  const holder = present.find(({ document }) => isSame(document, item.kind, item.id));
  if (holder === undefined) {
    const file = join(target, item.kind, `${item.id}.yaml`);
    return present.some((other) => other.file === file)
      ? { reason: `${file} holds another document` }
      : { file };
  }
  if (isDeepStrictEqual(holder.document, complete(item))) return { unchanged: holder.file };
  const isAlone = present.filter(({ file }) => file === holder.file).length === 1;
  return isAlone
    ? { file: holder.file }
    : {
        reason: `it differs from the one in ${holder.file}, which contains other documents too; move it to a separate file`,
      };
}

function readPresent(target: string, directory: string): readonly FileDocument[] {
  const path = resolve(directory, target);
  if (!existsSync(path)) return [];
  try {
    return readDocumentFiles([target], directory).documents;
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') return [];
    throw error;
  }
}

/** JSON files stay JSON; comments at the top of a YAML file are kept. */
function formatDocument(item: StoredDocument, file: string): string {
  const document = complete(item);
  if (/\.json$/i.test(file)) return `${JSON.stringify(document, null, 2)}\n`;
  const head = existsSync(file) ? (/^(?:\s*#[^\n]*\n)+/.exec(readFileSync(file, 'utf8'))?.[0] ?? '') : '';
  return head + stringify(document, { lineWidth: 110 });
}

/** Puts kind, id, name, description and status first, the usual order of an author. */
function complete({ kind, id, document }: StoredDocument): Record<string, unknown> {
  const { name, description, status, ...rest } = document;
  const head = {
    kind,
    id,
    ...omitAbsent({ name, description }),
  };
  return { ...head, ...omitAbsent({ status }), ...rest, kind, id };
}

function isSame(document: unknown, kind: string, id: string): boolean {
  return (
    typeof document === 'object' &&
    document !== null &&
    'kind' in document &&
    document.kind === kind &&
    'id' in document &&
    document.id === id
  );
}
