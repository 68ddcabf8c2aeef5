/**
 * The clicks of one message, as the ledger keeps them with the message: in segments, one for each write. No address and
 * no URL is kept, only what shows that two are the same.
 */

import { hashToInteger } from '../../../engine/base/hash.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { LedgerMessage } from '../../ports/message-ledger.ts';
import {
  type MachineReason,
  machineReasons,
  type Reader,
  type ReaderDevice,
  readerDevices,
} from '../classify-reader.ts';

export interface Click {
  /** Epoch ms. */
  readonly at: number;
  /** Hash; empty where SES reported none. The next two are the same. */
  readonly link: string;
  readonly agent: string;
  readonly address: string;
  readonly device: ReaderDevice;
  /** Why the report alone shows a machine. */
  readonly reason?: MachineReason;
}

export interface ClickSegment {
  /** When it was written (epoch ms). */
  readonly recordedAt: number;
  /** When the message was delivered (epoch ms), in the first segment that knows it. */
  readonly deliveredAt?: number;
  readonly clicks: readonly Click[];
}

/** In the order of the writes. */
export type ClickLog = readonly ClickSegment[];

/** Clicks of one message that are compared with each other; few scanners follow more links. */
export const mostClicks = 100;

/** What distinguishes one value from others of the same message. */
export function hashValue(value: unknown): string {
  return typeof value === 'string' && value !== '' ? hashToInteger(value).toString(36) : '';
}

/** Of a report of SES, or of the public function. */
export function readClick(
  { link, userAgent, ipAddress }: Readonly<Record<string, unknown>>,
  at: number,
  { device, reason }: Reader,
): Click {
  return {
    at,
    link: hashValue(link),
    agent: hashValue(userAgent),
    address: hashValue(ipAddress),
    device,
    ...omitAbsent({ reason }),
  };
}

/** A repeated report of the same click has the same name. */
export function nameClick({ at, link, agent, address }: Click): string {
  return [at, link, agent, address].join(',');
}

export function listClicks(log: ClickLog): readonly Click[] {
  return log.flatMap(({ clicks }) => clicks);
}

export function findDelivery(log: ClickLog): number | undefined {
  return log.find(({ deliveredAt }) => deliveredAt !== undefined)?.deliveredAt;
}

/** `recordedAt~deliveredAt:click click;...` with times in base 36. */
export function formatClickLog(log: ClickLog): string {
  return log.map(formatSegment).join(';');
}

function formatSegment({ recordedAt, deliveredAt, clicks }: ClickSegment): string {
  const head = [recordedAt, ...(deliveredAt === undefined ? [] : [deliveredAt])].map(formatTime).join('~');
  return `${head}:${clicks.map(formatClick).join(' ')}`;
}

function formatClick({ at, link, agent, address, device, reason }: Click): string {
  return [
    ...[formatTime(at), link, agent, address],
    readerDevices.indexOf(device),
    reason === undefined ? '' : machineReasons.indexOf(reason),
  ].join(',');
}

/** The log of a message. One whose first click was counted before there were logs begins with that click. */
export function readClickLog({ clicks, outcomes }: Pick<LedgerMessage, 'clicks' | 'outcomes'>): ClickLog {
  if (clicks !== undefined) return clicks.split(';').map(parseSegment);
  const { clicked, machine_clicked: byMachine } = outcomes;
  const counted = [
    ...(clicked === undefined ? [] : [{ ...unknownClick, at: clicked }]),
    ...(byMachine === undefined
      ? []
      : [{ ...unknownClick, at: byMachine, reason: 'scanner_agent' as const }]),
  ];
  return counted.length === 0 ? [] : [{ recordedAt: 0, clicks: counted }];
}

const unknownClick = { link: '', agent: '', address: '', device: 'unknown' } as const;

function parseSegment(text: string): ClickSegment {
  const [head = '', clicks = ''] = text.split(':');
  const [recordedAt = 0, deliveredAt] = head.split('~').map(parseTime);
  return {
    recordedAt,
    ...omitAbsent({ deliveredAt }),
    clicks: clicks === '' ? [] : clicks.split(' ').map(parseClick),
  };
}

function parseClick(text: string): Click {
  const [at = '', link = '', agent = '', address = '', device = '', reason = ''] = text.split(',');
  return {
    at: parseTime(at),
    link,
    agent,
    address,
    device: readerDevices[Number(device)] ?? 'unknown',
    ...omitAbsent({ reason: reason === '' ? undefined : machineReasons[Number(reason)] }),
  };
}

function formatTime(at: number): string {
  return at.toString(36);
}

function parseTime(text: string): number {
  return Number.parseInt(text, 36);
}
