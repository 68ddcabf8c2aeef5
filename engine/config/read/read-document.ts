/** Validates one document by itself: kind, id, shape and meaning, without the others. */

import { isObject } from '../../base/json.ts';
import { omitAbsent } from '../../base/omit-absent.ts';
import type { DocumentStatus } from '../../model/documents/document-base.ts';
import { type ConfigDocument, documentKinds, isDocumentKind } from '../../model/documents/documents.ts';
import { findLiquid } from '../check/warn-liquid.ts';
import { checkMeaning, kindDefinitions } from '../kinds/kind-definitions.ts';
import { createProblem, type Finding } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import type { DocumentSource, ReadDocument } from './document-source.ts';
import { explainCompiledFields, isInside } from './explain-compiled-fields.ts';
import { explainIssues } from './explain-issues.ts';
import { explainSize } from './explain-size.ts';
import { findUnsafeValues } from './find-unsafe-values.ts';

export function readDocument(source: DocumentSource): ReadDocument {
  const { document: written, key, origin } = source;
  const value = isObject(written) ? completeFromKey(written, key) : written;
  const kind = key?.kind ?? readText(value, 'kind');
  const id = key?.id ?? readText(value, 'id');
  const label = id === undefined ? (kind ?? origin ?? 'document') : `${kind ?? 'unknown'}/${id}`;
  const status = readStatus(value);
  const read = {
    label,
    source,
    ...omitAbsent({ kind: isDocumentKind(kind) ? kind : undefined, id, status }),
  };
  const { document, findings } = checkValue(value, kind, key);
  const problems = findings.map((finding) => createProblem(label, finding, origin));
  const isRefused = problems.some((problem) => problem.severity === 'error');
  return {
    ...read,
    problems,
    ...omitAbsent({ document: isRefused ? undefined : document }),
  };
}

interface Checked {
  readonly document?: ConfigDocument;
  readonly findings: readonly Finding[];
}

function checkValue(value: unknown, kind: string | undefined, key: DocumentSource['key']): Checked {
  if (!isObject(value)) {
    const remedy = 'A document is a map with kind, id and status, kept in the attribute "document".';
    return { findings: [{ segments: [], received: value, remedy, code: 'not_a_document' }] };
  }
  const size = explainSize(value);
  if (size !== undefined) return { findings: [size] };
  const unsafe = findUnsafeValues(value);
  if (unsafe.length > 0) return { findings: unsafe };
  if (!isDocumentKind(kind)) {
    const suggestion = kind === undefined ? '' : formatSuggestion(kind, documentKinds);
    const remedy = `"kind" is one of ${documentKinds.join(', ')}.${suggestion}`;
    return { findings: [{ segments: ['kind'], received: kind, remedy, code: 'unknown_kind' }] };
  }
  const disagreement = compareWithKey(value, key);
  if (disagreement.length > 0) return { findings: disagreement };
  const { schema } = kindDefinitions[kind];
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) {
    // The compilers report conditions and patterns better than schemas can.
    const compiled = explainCompiledFields(value);
    const others = explainIssues(error.issues, schema, value);
    return {
      findings: [
        ...compiled.flatMap(({ findings }) => findings),
        ...others.filter(({ segments }) => !isInside(segments, compiled)),
      ],
    };
  }
  const document = data as ConfigDocument;
  return { document, findings: [...checkMeaning(document), ...findLiquid(document)] };
}

/** In the table, the key contains kind and id: a map without them is no error. */
function completeFromKey(
  value: Readonly<Record<string, unknown>>,
  key: DocumentSource['key'],
): Readonly<Record<string, unknown>> {
  return key === undefined ? value : { kind: key.kind, id: key.id, ...value };
}

function compareWithKey(value: Readonly<Record<string, unknown>>, key: DocumentSource['key']): Finding[] {
  if (key === undefined) return [];
  return (['kind', 'id'] as const)
    .filter((field) => value[field] !== key[field])
    .map((field) => ({
      segments: [field],
      received: value[field],
      remedy: `The item's key says ${key.kind} "${key.id}": write ${field} "${key[field]}", or move the item.`,
      code: 'key_mismatch' as const,
    }));
}

function readText(value: unknown, field: string): string | undefined {
  const text = isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

const statuses: readonly DocumentStatus[] = ['draft', 'live', 'paused', 'archived'];

function readStatus(value: unknown): DocumentStatus | undefined {
  const text = readText(value, 'status');
  return statuses.find((status) => status === text);
}
