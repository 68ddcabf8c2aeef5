/** Compares the senders of documents with what the deployed stage may send from. */
import { listSenders, warnOfSenders } from '../../engine/config/check/warn-senders.ts';
import { createProblem } from '../../engine/config/problems/problem.ts';
import type { StoredValidation } from './validate-stored.ts';

export interface SenderPort {
  /** What the deployed stage may send from, as of isAllowedSender. Without it, or undefined: not known. */
  readonly senders?: () => Promise<readonly string[] | undefined>;
}

/** Adds the warnings to the documents and to the whole. The stage is asked only if a document names a sender. */
export async function checkSenders<Validated extends Pick<StoredValidation, 'documents' | 'problems'>>(
  validation: Validated,
  { senders: readSenders }: SenderPort,
): Promise<Validated> {
  const stated = validation.documents.map(({ document }) =>
    document === undefined ? [] : listSenders(document),
  );
  const isStated = stated.some((each) => each.length > 0);
  const senders = isStated ? await readSenders?.() : undefined;
  if (senders === undefined) return validation;
  const documents = validation.documents.map((each, index) => {
    const warnings = warnOfSenders(stated[index] ?? [], senders).map((finding) =>
      createProblem(each.label, finding, each.source.origin),
    );
    return warnings.length === 0 ? each : { ...each, problems: [...each.problems, ...warnings] };
  });
  return { ...validation, documents, problems: documents.flatMap(({ problems }) => problems) };
}
