/** Why a person got a message, did not, or will. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isHoldReason } from '../../engine/model/reason-codes.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';
import { isRestId } from '../send/devices/device-rest.ts';
import { listHeld } from './explain-origin.ts';
import type { Evidence, MessageState, MessageStory } from './explanation.ts';
import { findEvidence } from './find-evidence.ts';
import { type Known, readTemplate } from './known.ts';

/** By its id, or all of a template. */
export type WantedMessage = { readonly id: string } | { readonly template: string };

/** The newest first; nothing when no message of that id or template was ever requested. */
export function explainMessages(known: Known, wanted: WantedMessage): MessageStory[] {
  const evidence = findEvidence(
    known,
    (trace) =>
      trace.action === 'send' &&
      ('id' in wanted ? trace.effectId === wanted.id : readTemplate(trace) === wanted.template),
  );
  const stories = [...groupByMessage(evidence)].map(([id, chain]) => describeStory(known, id, chain));
  return [...stories.toReversed(), ...findOrphans(known, wanted, evidence).map(describeOrphan)];
}

/** Decisions on one message share its id; each of the others is a story of its own. */
function groupByMessage(evidence: readonly Evidence[]): ReadonlyMap<string, Evidence[]> {
  return Map.groupBy(
    evidence,
    ({ trace, cause }) =>
      trace.effectId ?? `${trace.origin} ${cause.touchpointId} ${trace.step ?? ''} ${trace.note ?? ''}`,
  );
}

function describeStory(known: Known, id: string, chain: readonly Evidence[]): MessageStory {
  const trace = chain.at(-1)?.trace;
  const message = known.messages.get(id);
  const template = trace === undefined ? undefined : readTemplate(trace);
  const { until: heldUntil, isPaused } = listHeld(known).find((candidate) => candidate.id === id) ?? {};
  const reason = trace?.reason ?? 'done';
  return {
    ...omitAbsent({ id: chain.some((one) => one.trace.effectId === id) ? id : undefined, template }),
    origin: trace?.origin ?? '',
    ...(reason === 'sent_to_channel'
      ? concludeSent(message)
      : {
          state: isHoldReason(reason) ? ('held' as const) : ('refused' as const),
          reason,
          ...(isHoldReason(reason) ? omitAbsent({ heldUntil, isPaused }) : {}),
        }),
    evidence: chain,
    ...omitAbsent({ message }),
  };
}

function concludeSent(message: LedgerMessage | undefined): {
  readonly state: MessageState;
  readonly reason?: string;
  readonly heldUntil?: number;
} {
  if (message === undefined) return { state: 'accepted' };
  const { state, reason, waitsUntil: heldUntil } = message;
  const because = omitAbsent({ reason });
  switch (state) {
    case 'sent':
      return { state: 'sent' };
    case 'claimed':
      return { state: 'sending', ...because };
    case 'released':
      // It waits on its queue.
      return reason !== undefined && isHoldReason(reason)
        ? { state: 'held', ...because, ...omitAbsent({ heldUntil }) }
        : { state: 'sending', ...because };
    case 'unknown':
      return { state: 'unknown', ...because };
    case 'failed':
    case 'suppressed':
      return { state: 'refused', ...because };
  }
}

/** In the ledger, but the decision is not in what was read of the timeline. */
function findOrphans(
  { messages }: Known,
  wanted: WantedMessage,
  evidence: readonly Evidence[],
): LedgerMessage[] {
  const decided = new Set(evidence.map(({ trace }) => trace.effectId));
  return [...messages.values()].filter(
    (message) =>
      !decided.has(message.id) &&
      !isRestId(message.id) &&
      ('id' in wanted ? message.id === wanted.id : message.template === wanted.template),
  );
}

function describeOrphan(message: LedgerMessage): MessageStory {
  const { id, template, origin } = message;
  return {
    id,
    ...omitAbsent({ template }),
    origin,
    ...concludeSent(message),
    evidence: [],
    message,
  };
}
