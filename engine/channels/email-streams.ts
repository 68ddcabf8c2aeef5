/** Email by class and sending domain: mailbox providers rate each such stream by itself. */

import type { MessageClass } from '../model/effects.ts';
import { domainToAscii } from './domain-to-ascii.ts';

export type StreamMeasure = 'sent' | 'bounced' | 'complained';

/** By stream (`promotional/example.com`). */
export type StreamCounts = Record<string, Partial<Record<StreamMeasure, number>>>;

export function nameStream(messageClass: MessageClass, domain: string): string {
  return `${messageClass}/${domain}`;
}

/** The inverse of nameStream. */
export function parseStream(stream: string): { readonly class: string; readonly domain: string } {
  const end = stream.indexOf('/');
  return { class: stream.slice(0, end), domain: stream.slice(end + 1) };
}

/** `Shop <hello@Example.com>` → `example.com`, in ASCII. */
export function readSendingDomain(sender: string): string {
  const address = /<([^<>]*)>\s*$/.exec(sender)?.[1] ?? sender;
  const domain = address.slice(address.lastIndexOf('@') + 1).trim();
  return domainToAscii(domain) ?? domain.toLowerCase();
}

/** Adds to the sums, in place. */
export function addStreams(sums: StreamCounts, counts: Readonly<StreamCounts>): void {
  for (const [stream, measures] of Object.entries(counts)) {
    const sum = sums[stream] ?? {};
    sums[stream] = sum;
    for (const [measure, quantity = 0] of Object.entries(measures) as [StreamMeasure, number?][]) {
      sum[measure] = (sum[measure] ?? 0) + quantity;
    }
  }
}
