/**
 * Names of the statistics batches that invocations write. They begin with a kind and the invocation's start, so that the
 * batches of a span of time are a range of names.
 */
import type { Channel } from '../../engine/model/channels.ts';

/** `email`: also a batch of reports that counts a stream. `email-hour`: the streams of a whole hour. */
export type BatchKind = Channel | 'webhook' | 'feedback' | 'email-hour';

/** In base 36: enough for 3,000 years, so that names sort by time. */
const digits = 9;

/** `email#0mih3k2f1#1a2b3c4d5e6f`: unique per invocation. `at`: when it began, epoch ms. */
export function nameBatch(kind: BatchKind, at: number, requestId: string): string {
  return `${nameMoment(kind, at)}#${requestId.slice(-12)}`;
}

/** Sorts before the batches of this kind that began at `at` (epoch ms) or later, and after all earlier ones. */
export function nameMoment(kind: BatchKind, at: number): string {
  return `${kind}#${at.toString(36).padStart(digits, '0')}`;
}

/** Epoch ms. 0 for a name without a moment. */
export function readMoment(batch: string): number {
  return Number.parseInt(batch.split('#')[1] ?? '', 36) || 0;
}
