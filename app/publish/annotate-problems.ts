/** Writes problems on the items of the table, so that people who edit there see them. */

import { formatProblem, type Problem } from '../../engine/config/problems/problem.ts';
import { countBytes } from '../../engine/config/read/explain-size.ts';
import type { DocumentStore, StoredDocument } from '../ports/document-store.ts';

/** An item on which problems cannot be written: it is full, or writing is not allowed. */
export interface AnnotationFailure {
  readonly document: string;
  /** DynamoDB's message. */
  readonly reason: string;
}

const maxProblems = 20;
const maxBytes = 8 * 1024;
const maxProblemLength = 1000;
/** Writes per publication; the next invocation writes the rest. */
const maxWrites = 1000;

/**
 * Writes only where the list differs from the one on the item. A failed write does not affect the other items: it is
 * returned.
 */
export async function annotateProblems(
  store: DocumentStore,
  stored: readonly StoredDocument[],
  problemsOf: (index: number) => readonly Problem[],
  now: number,
): Promise<readonly AnnotationFailure[]> {
  const failures: AnnotationFailure[] = [];
  let writes = 0;
  for (const [index, { kind, id, problems: shown = [] }] of stored.entries()) {
    const problems = summarizeProblems(problemsOf(index));
    const isSame = problems.length === shown.length && problems.every((text, at) => text === shown[at]);
    if (isSame) continue;
    writes += 1;
    if (writes > maxWrites) break;
    try {
      await store.annotate(kind, id, problems, now);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ document: id === '' ? kind : `${kind}/${id}`, reason });
    }
  }
  return failures;
}

/** At most 20 texts and 8 KB, errors first; the last text gives the number of those left out. */
export function summarizeProblems(problems: readonly Problem[]): string[] {
  const rank = ({ severity }: Problem) => (severity === 'error' ? 0 : 1);
  const sorted = problems.toSorted((left, right) => rank(left) - rank(right));
  const texts: string[] = [];
  let bytes = 0;
  for (const problem of sorted.slice(0, maxProblems)) {
    const text = shorten(formatProblem(problem));
    bytes += countBytes(text);
    if (bytes > maxBytes) break;
    texts.push(text);
  }
  const left = sorted.length - texts.length;
  if (left === 0) return texts;
  if (texts.length === maxProblems) texts.pop();
  const count = sorted.length - texts.length;
  return [...texts, `${count.toLocaleString('en-US')} more: \`percorso status\` shows all of them.`];
}

function shorten(text: string): string {
  return text.length > maxProblemLength ? `${text.slice(0, maxProblemLength)}…` : text;
}
