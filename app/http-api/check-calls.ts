/** Checks the calls of a request by the rules of the pipeline: the response says which of them are rejected. */
import { describeProblem } from '../../engine/touchpoint/described-call.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { parseMember, unpackEvent } from '../../engine/touchpoint/unpack-event.ts';
import { describeCall } from './describe-call.ts';
import type { ReceivedCall } from './read-calls.ts';

/**
 * As many calls as Segment accepts in a batch. Each rejected call is an object in the store; what is above this number
 * is only counted, in one object, so that a request costs a stranger's victim at most a cent.
 */
export const maxRejected = 2_500;
const maxShown = 20;

export interface CallProblem {
  /** Position in the batch, from 0. */
  readonly index: number;
  readonly code: string;
  readonly problem: string;
}

export interface CheckedCalls {
  /** In their order: what the bus gets. The pipeline rejects an invalid one by itself. */
  readonly forwarded: readonly unknown[];
  readonly rejected: number;
  /** The first ones. */
  readonly problems: readonly CallProblem[];
}

/** `source` of the touchpoints; `receivedAt` in epoch ms. */
export function checkCalls(
  calls: readonly ReceivedCall[],
  {
    context,
    source,
    receivedAt,
  }: { readonly context: unknown; readonly source: string; readonly receivedAt: number },
): CheckedCalls {
  const envelope = { id: 'call', source, time: new Date(receivedAt).toISOString() };
  const forwarded: unknown[] = [];
  const problems: CallProblem[] = [];
  let rejected = 0;
  for (const [index, { call, unfit }] of calls.entries()) {
    const error =
      unfit === undefined
        ? findProblem({ ...envelope, detail: { batch: [call], context } })
        : describeProblem(unfit.code, unfit.received);
    if (error !== undefined) {
      rejected++;
      if (problems.length < maxShown) problems.push({ index, code: error.code, problem: error.message });
    }
    if (error !== undefined && rejected > maxRejected) continue;
    forwarded.push(unfit === undefined ? call : describeCall(call, unfit));
  }
  if (rejected > maxRejected) {
    const received = `${rejected - maxRejected} more invalid calls in one request`;
    forwarded.push(describeCall({ event: 'Batch' }, { code: 'batch_size', received }));
  }
  return { forwarded, rejected, problems };
}

function findProblem(event: Readonly<Record<string, unknown>>): TouchpointInvalidError | undefined {
  try {
    for (const member of unpackEvent(event)) parseMember(member);
    return undefined;
  } catch (error) {
    if (error instanceof TouchpointInvalidError) return error;
    throw error;
  }
}
