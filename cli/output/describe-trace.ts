/** One decision in plain words. */

import { splitOrigin } from '../../app/explain/known.ts';
import { isHoldReason } from '../../engine/model/reason-codes.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import { explainLimit } from './describe-limit.ts';
import { explainReason } from './reason-words.ts';

export function describeTrace(trace: Trace): string {
  const [kind = ''] = splitOrigin(trace.origin);
  if (trace.action === 'send') return `${nameInitiator(trace)}: ${describeSend(trace)}`;
  if (trace.action === 'convert') return `${nameInitiator(trace)}: ${describeConversion(trace)}`;
  if (kind === 'journey') return `${nameInitiator(trace)}: ${describeMove(trace)}`;
  return trace.reason === 'done' ? describeDone(trace) : describeRefusal(trace);
}

/** `rule:welcome` → `rule welcome`. */
export function nameOrigin(origin: string): string {
  return origin.replace(':', ' ');
}

/** `journey win-back, step remind`, with a key `journey cart (K1), step remind`. */
function nameInitiator({ origin, step, key }: Trace): string {
  const name = `${nameOrigin(origin)}${key === undefined ? '' : ` (${key})`}`;
  return step === undefined ? name : `${name}, step ${step}`;
}

function describeSend({ reason, channel, note, ...limit }: Trace): string {
  const what = [channel, note === undefined ? undefined : `"${note}"`].filter(Boolean).join(' ');
  if (reason === 'sent_to_channel') return `send ${what}`;
  return `${isHoldReason(reason) ? 'hold' : 'NOT send'} ${what}: ${explainLimit(reason, limit)}`;
}

/** Of a message: it has nothing to do with the goal of a journey. */
function describeConversion({ reason, note }: Trace): string {
  const words =
    reason === 'converted' ? `the person did what the message is for (${reason})` : explainReason(reason);
  return `convert${note === undefined ? '' : ` (${note})`}: ${words}`;
}

/** A decision of a journey other than a message. */
function describeMove({ action, reason, note, step, version }: Trace): string {
  const more = note === undefined ? '' : ` (${note})`;
  if (reason !== 'done') {
    if (reason === 'key_missing' && note !== undefined) {
      return `does NOT enter: the event has nothing at ${note} (${reason})`;
    }
    if (action === 'leave') return `leaves${more}: ${explainReason(reason)}`;
    if (action === 'enter') return `does NOT enter${more}: ${explainReason(reason)}`;
    return `${action}${more}: ${explainReason(reason)}`;
  }
  if (action === 'enter') return `enters${version === undefined ? '' : ` (version ${version})`}${more}`;
  if (action === 'leave') return `leaves${more}`;
  if (action === 'wait') return `waits${step === undefined ? '' : ' here'}${more}`;
  if (action === 'branch' || action === 'split') return `goes on to ${note ?? 'the next step'}`;
  return `${action}${note === undefined ? '' : ` ${note}`}`;
}

function describeDone({ origin, action, note }: Trace): string {
  const [kind = '', id = ''] = splitOrigin(origin);
  if (kind === 'consent') return `consent to ${id}: ${note ?? action}`;
  if (kind === 'suppression') {
    if (action === 'lift') return `the suppression of this ${id} address is lifted: ${splitNote(note)}`;
    const what = note === 'complained' ? 'no promotional message' : 'no message';
    return `${what} is sent to this ${id} address again: ${splitNote(note)}`;
  }
  if (kind === 'segment') return `${action} segment ${id}`;
  return `${nameOrigin(origin)}: ${action}${note === undefined ? '' : ` ${note}`}`;
}

function describeRefusal({ origin, action, reason, channel, note }: Trace): string {
  if (reason === 'identity_ignored')
    return `id of kind ${splitOrigin(origin)[1]} ignored: ${note} (${reason})`;
  const detail = [channel, note].filter((part) => part !== undefined).join(', ');
  return `${nameOrigin(origin)}: ${action}${detail === '' ? '' : ` (${detail})`}: ${explainReason(reason)}`;
}

/** `email, bounced` → `bounced`. */
function splitNote(note = ''): string {
  return note.split(', ').at(-1) ?? note;
}
