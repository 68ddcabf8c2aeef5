/** Writes the valid documents of an author to the config table, staged or in force. Invalid ones are reported and skipped. */

import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { ValidatedDocument } from '../../engine/config/check/reject-documents.ts';
import { warnOfTimes } from '../../engine/config/check/warn-times.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { DocumentSource } from '../../engine/config/read/document-source.ts';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import {
  countPublishedReach,
  type ReachAnswer,
  type ReachOptions,
} from '../inspect/reach/count-published-reach.ts';
import type { StoredDocument } from '../ports/document-store.ts';
import { listDocuments } from './plan-program.ts';
import { type PublishReport, publishProgram } from './publish-program.ts';
import {
  type PutOutcome,
  putInForce,
  type StagingPorts,
  stageDocuments,
  type WrittenDocument,
} from './staging.ts';
import { validateWithTable } from './validate-with-table.ts';

export interface PushDocumentsOptions extends ReachOptions {
  /** Puts them in force at once; else they are staged. */
  readonly publish: boolean;
  readonly onStart: (documents: number) => void;
  /** Called after each document. */
  readonly onStep: () => void;
  /** Called when all documents are written, before the publication. */
  readonly onWritten: () => void;
}

export interface PushedDocuments {
  /** Of the given documents, with warnings of times that have passed. */
  readonly problems: readonly Problem[];
  readonly put: PutOutcome;
  /** Invalid documents that pause the published ones all the same. */
  readonly pauses: readonly WrittenDocument[];
  /** Present with `publish`. */
  readonly published?: {
    readonly report: PublishReport;
    /** Labels of the given documents that are in the table now. */
    readonly labels: readonly string[];
    readonly reach?: ReachAnswer;
  };
}

/** Throws as publishProgram. */
export async function pushDocuments(
  sources: readonly DocumentSource[],
  ports: StagingPorts,
  options: PushDocumentsOptions,
): Promise<PushedDocuments> {
  const { publish, now } = options;
  // Documents published now must not reference staged ones.
  const staged = publish ? [] : await listDocuments(ports.staged);
  const validated = await validateWithTable(sources, ports, staged);
  const { ours } = validated;
  const accepted = ours.flatMap(({ document }) => (document === undefined ? [] : [toWritten(document)]));
  const pauses = listPauses(ours, validated.stored);
  const good = [...accepted, ...pauses];
  options.onStart(good.length);
  const put = await (publish ? putInForce : stageDocuments)(ports, good, options.onStep);
  options.onWritten();
  const problems = [...validated.problems, ...warnOfTimes(ours, now)];
  if (!publish) return { problems, put, pauses };
  const report = await publishProgram(ports, { now, allowShrink: false });
  const labels = [...put.written, ...put.unchanged];
  const reach = await countPublishedReach(report, ports.programs, options);
  return { problems, put, pauses, published: { report, labels, ...omitAbsent({ reach }) } };
}

/**
 * An emergency pause must not wait until a document is valid: an invalid one with `status: paused` pauses the published
 * document of the same kind and id, and leaves the rest of that unchanged.
 */
function listPauses(
  ours: readonly ValidatedDocument[],
  stored: readonly StoredDocument[],
): readonly WrittenDocument[] {
  return ours.flatMap(({ document, source }) => {
    const text = source.document;
    if (document !== undefined || !isObject(text) || text['status'] !== 'paused') return [];
    const inForce = stored.find(({ kind, id }) => kind === text['kind'] && id === text['id']);
    if (inForce === undefined || !isObject(inForce.document) || inForce.document['status'] !== 'live')
      return [];
    return [{ ...inForce.document, kind: inForce.kind, id: inForce.id, status: 'paused' } as WrittenDocument];
  });
}

/** A document is JSON: its type is only narrower. */
function toWritten(document: ConfigDocument): WrittenDocument {
  return document as unknown as WrittenDocument;
}
