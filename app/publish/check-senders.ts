/** Compares the senders of documents, of email and of SMS, with what the deployed stage may send from. */
import { listOriginations, warnOfOriginations } from '../../engine/config/check/warn-originations.ts';
import { listSenders, warnOfSenders } from '../../engine/config/check/warn-senders.ts';
import { createProblem } from '../../engine/config/problems/problem.ts';
import type { StoredValidation } from './validate-stored.ts';

export interface SenderPort {
  /** What the deployed stage may send from, as of isAllowedSender. Without it, or undefined: not known. */
  readonly senders?: () => Promise<readonly string[] | undefined>;
  /** From what it may send SMS. Without it, or undefined: not known, or not limited. */
  readonly originations?: () => Promise<readonly string[] | undefined>;
}

/** Adds the warnings to the documents and to the whole. The stage is asked only if a document names a sender. */
export async function checkSenders<Validated extends Pick<StoredValidation, 'documents' | 'problems'>>(
  validation: Validated,
  port: SenderPort,
): Promise<Validated> {
  const stated = validation.documents.map(({ document }) =>
    document === undefined ? [] : listSenders(document),
  );
  const isStated = stated.some((each) => each.length > 0);
  const isOriginationStated = validation.documents.some(
    ({ document }) => document !== undefined && Object.keys(listOriginations(document)).length > 0,
  );
  const senders = isStated ? await port.senders?.() : undefined;
  const originations = isOriginationStated ? await port.originations?.() : undefined;
  if (senders === undefined && originations === undefined) return validation;
  const documents = validation.documents.map((each, index) => {
    const { document, label, source } = each;
    const warnings = [
      ...(senders === undefined ? [] : warnOfSenders(stated[index] ?? [], senders)),
      ...(document === undefined || originations === undefined
        ? []
        : warnOfOriginations(document, originations)),
    ].map((finding) => createProblem(label, finding, source.origin));
    return warnings.length === 0 ? each : { ...each, problems: [...each.problems, ...warnings] };
  });
  return { ...validation, documents, problems: documents.flatMap(({ problems }) => problems) };
}
