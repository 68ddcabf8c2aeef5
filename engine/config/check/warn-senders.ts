/** Warns of senders of live documents that the stage may not send from: SES would refuse each of their messages. */
import { isAllowedSender } from '../../channels/allowed-senders.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import { isSenderAddress } from '../../model/sender-address.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

export interface StatedSender {
  readonly segments: readonly PathSegment[];
  readonly from: string;
}

/** Of templates and their locales, of actions, steps and campaigns. Other fields of that name contain no address. */
export function listSenders(document: ConfigDocument): readonly StatedSender[] {
  return document.status === 'live' ? collect(document, []) : [];
}

function collect(value: unknown, at: readonly PathSegment[]): StatedSender[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => collect(item, [...at, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const segments = [...at, name];
    if (name !== 'from' || typeof part !== 'string') return collect(part, segments);
    return isSenderAddress(part) ? [{ segments, from: part }] : [];
  });
}

/** `senders`: as of isAllowedSender. */
export function warnOfSenders(stated: readonly StatedSender[], senders: readonly string[]): Finding[] {
  return stated
    .filter(({ from }) => !isAllowedSender(from, senders))
    .map(({ segments, from }) => ({
      segments,
      received: from,
      remedy: `The stage may not send from this address, so SES refuses each message. Deploy with it or its domain in the context "senders" (-c senders=...), or use an address of the domain or the senders of the stage: ${senders.join(', ')}.`,
      code: 'sender_not_allowed',
      severity: 'warning',
    }));
}
