/** Why a person got a message, did not, or will. */
import type { LedgerMessage } from '../../app/ports/ports.ts';
import { isHoldReason } from '../../engine/model/reason-codes.ts';
import { nameOrigin } from '../output/describe-trace.ts';
import { formatMoment } from '../output/format-moment.ts';
import { explainReason } from '../output/reason-words.ts';
import { describeCause, describeEvidence, describeLedger } from './describe-evidence.ts';
import { type Evidence, findEvidence, type Known, readTemplate } from './known.ts';

/** The newest first: the answer, then the chain; nothing when no message of that id or template was ever asked for. */
export function describeMessages(
  known: Known,
  wanted: { readonly template?: string; readonly id?: string },
): string[] {
  const evidence = findEvidence(
    known,
    (trace) =>
      trace.action === 'send' &&
      (wanted.id === undefined ? readTemplate(trace) === wanted.template : trace.effectId === wanted.id),
  );
  const stories = [...groupById(evidence)].map(([id, chain]) => describeOne(known, id, chain));
  const orphans = findOrphans(known, wanted, evidence).map((message) => describeOrphan(message));
  return [...stories.toReversed(), ...orphans].flatMap((story, index) =>
    index === 0 ? story : ['', ...story],
  );
}

/** Decisions on one message share its id; those that made none stand alone. */
function groupById(evidence: readonly Evidence[]): ReadonlyMap<string, Evidence[]> {
  return Map.groupBy(
    evidence,
    ({ trace, entry }) =>
      trace.effectId ?? `${trace.origin} ${entry.touchpointId} ${trace.step ?? ''} ${trace.note ?? ''}`,
  );
}

function describeOne(known: Known, id: string, chain: readonly Evidence[]): string[] {
  const message = known.messages.get(id);
  const held = known.profile?.held.find((candidate) => candidate.id === id);
  return [
    conclude(chain, message, held?.until),
    ...chain.map((evidence) => `  ${describeEvidence(evidence)}`),
    ...(message === undefined ? [] : describeLedger(message).map((line) => `  ${line}`)),
    ...(chain.some(({ trace }) => trace.effectId === id) ? [`  message id ${id}`] : []),
  ];
}

function conclude(
  chain: readonly Evidence[],
  message: LedgerMessage | undefined,
  heldUntil: number | undefined,
): string {
  const [first] = chain;
  const last = chain.at(-1);
  if (first === undefined || last === undefined) return '';
  const { trace } = last;
  const what = `"${readTemplate(trace) ?? ''}"`;
  const who = `${nameOrigin(trace.origin)} asked for it at ${describeCause(first.entry)}, ${formatMoment(first.entry.receivedAt)}`;
  if (trace.reason === 'sent_to_channel') return `${concludeSent(what, message)} ${who}.`;
  const why = explainReason(trace.reason);
  if (isHoldReason(trace.reason)) {
    const until = heldUntil === undefined ? '' : ` until ${formatMoment(heldUntil)}`;
    return `Held${until}: ${what}: ${why}. ${who}.`;
  }
  return `NOT sent: ${what}: ${why}. ${who}.`;
}

function concludeSent(what: string, message: LedgerMessage | undefined): string {
  if (message === undefined) {
    return `Decided, and not taken up by the sender yet (or its record has expired): ${what}.`;
  }
  const { state, reason, outcomes, settledAt, claimedAt } = message;
  const why = reason === undefined ? '' : `: ${explainReason(reason)}`;
  if (state === 'sent') {
    const lost = ['bounced', 'complained', 'failed'].find((name) => Object.hasOwn(outcomes, name));
    const lostWords = lost === undefined ? '' : `, and then it ${lost}`;
    return `Sent ${formatMoment(settledAt ?? claimedAt)}${lostWords}: ${what}.`;
  }
  if (state === 'claimed' || state === 'released') return `Being sent: ${what}${why}.`;
  if (state === 'unknown') return `Sent or not, nobody knows: ${what}${why}.`;
  return `NOT sent: ${what}${why}.`;
}

/** In the ledger, but the decision is not in what was read of the timeline. */
function findOrphans(
  { messages }: Known,
  { template, id }: { readonly template?: string; readonly id?: string },
  evidence: readonly Evidence[],
): LedgerMessage[] {
  const told = new Set(evidence.map(({ trace }) => trace.effectId));
  return [...messages.values()].filter(
    (message) =>
      !told.has(message.id) && (id === undefined ? message.template === template : message.id === id),
  );
}

function describeOrphan(message: LedgerMessage): string[] {
  const { template, origin, id } = message;
  const what = template === undefined ? 'a webhook call' : `"${template}"`;
  return [
    `${concludeSent(what, message)} ${nameOrigin(origin)} asked for it; the decision is not in the timeline (any more).`,
    ...describeLedger(message).map((line) => `  ${line}`),
    `  message id ${id}`,
  ];
}
