/** Compares the channels and the senders of documents with those of the deployed stage. */
import { listChannels, warnOfChannels } from '../../engine/config/check/warn-channels.ts';
import { listOriginations, warnOfOriginations } from '../../engine/config/check/warn-originations.ts';
import { listSenders, warnOfSenders } from '../../engine/config/check/warn-senders.ts';
import { createProblem, type Finding } from '../../engine/config/problems/problem.ts';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import type { StoredValidation } from './validate-stored.ts';

export interface SenderPort {
  /** What the deployed stage may send from, as of isAllowedSender. Without it, or undefined: not known. */
  readonly senders?: () => Promise<readonly string[] | undefined>;
  /** From what it may send SMS. Without it, or undefined: not known, or not limited. */
  readonly originations?: () => Promise<readonly string[] | undefined>;
  /** Its channels. Without it, or undefined: not known. */
  readonly channels?: () => Promise<readonly string[] | undefined>;
}

/** Adds the warnings to the documents and to the whole. The stage is asked only for what a document names. */
export async function checkSenders<Validated extends Pick<StoredValidation, 'documents' | 'problems'>>(
  validation: Validated,
  port: SenderPort,
): Promise<Validated> {
  const valid = validation.documents.map(({ document }) => document);
  const templates = new Map(
    valid.flatMap((document) =>
      document?.kind === 'template' ? [[document.id, document.channel] as const] : [],
    ),
  );
  const checks = [
    await compare(valid, listSenders, port.senders, warnOfSenders),
    await compare(valid, listOriginations, port.originations, warnOfOriginations),
    await compare(valid, (document) => listChannels(document, templates), port.channels, warnOfChannels),
  ];
  const documents = validation.documents.map((each, index) => {
    const { label, source } = each;
    const warnings = checks
      .flatMap((findings) => findings[index] ?? [])
      .map((finding) => createProblem(label, finding, source.origin));
    return warnings.length === 0 ? each : { ...each, problems: [...each.problems, ...warnings] };
  });
  return { ...validation, documents, problems: documents.flatMap(({ problems }) => problems) };
}

/** By document. Nothing where the documents state nothing, or the stage's part is not known. */
async function compare<Stated>(
  documents: readonly (ConfigDocument | undefined)[],
  list: (document: ConfigDocument) => readonly Stated[],
  read: (() => Promise<readonly string[] | undefined>) | undefined,
  warn: (stated: readonly Stated[], allowed: readonly string[]) => readonly Finding[],
): Promise<readonly (readonly Finding[])[]> {
  const stated = documents.map((document) => (document === undefined ? [] : list(document)));
  const allowed = stated.some((each) => each.length > 0) ? await read?.() : undefined;
  return allowed === undefined ? [] : stated.map((each) => warn(each, allowed));
}
