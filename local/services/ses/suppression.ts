/** The account's suppression list: addresses that hard bounced or complained, and those added by hand. */
import { type CloudContext, ServiceError } from '../../service.ts';
import { createBadRequest, readAddress } from './message.ts';

export type SuppressionReason = 'BOUNCE' | 'COMPLAINT';

export interface Suppressed {
  readonly address: string;
  readonly reason: SuppressionReason;
  /** Epoch milliseconds, virtual. */
  readonly time: number;
  readonly messageId?: string;
}

export const suppressionOperations = [
  'DeleteSuppressedDestination',
  'GetSuppressedDestination',
  'ListSuppressedDestinations',
  'PutSuppressedDestination',
] as const;

const pageSize = 1000;

export class SuppressionList {
  readonly #context: CloudContext;
  readonly #entries = new Map<string, Suppressed>();

  constructor(context: CloudContext) {
    this.#context = context;
  }

  /** Domains compare case-insensitively, and so does SES's whole list. */
  find(address: string): Suppressed | undefined {
    return this.#entries.get(address.toLowerCase());
  }

  add(address: string, reason: SuppressionReason, messageId?: string): void {
    const entry = { address, reason, time: this.#context.now() };
    this.#entries.set(address.toLowerCase(), messageId === undefined ? entry : { ...entry, messageId });
  }

  clear(): void {
    this.#entries.clear();
  }

  handle(operation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    if (operation === 'ListSuppressedDestinations') return this.#list(input);
    const address = readAddress(String(input['EmailAddress'] ?? ''));
    if (operation === 'PutSuppressedDestination') {
      const reason = input['Reason'];
      if (reason !== 'BOUNCE' && reason !== 'COMPLAINT')
        throw createBadRequest('Reason must be BOUNCE or COMPLAINT');
      this.add(address, reason);
      return {};
    }
    const entry = this.find(address);
    if (entry === undefined) {
      throw new ServiceError(
        'NotFoundException',
        404,
        `Email address ${address} does not exist on your suppression list.`,
      );
    }
    if (operation === 'GetSuppressedDestination') return { SuppressedDestination: describe(entry, true) };
    this.#entries.delete(address.toLowerCase());
    return {};
  }

  /** Oldest first; dates are epoch seconds or ISO 8601, both bounds included. */
  #list(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const reasons = Array.isArray(input['Reasons']) ? input['Reasons'] : [input['Reasons'] ?? []].flat();
    const start = readTime(input['StartDate']) ?? Number.NEGATIVE_INFINITY;
    const end = readTime(input['EndDate']) ?? Number.POSITIVE_INFINITY;
    const size = readPageSize(input['PageSize']);
    const offset = readOffset(input['NextToken']);
    const found = [...this.#entries.values()]
      .filter(
        ({ reason, time }) =>
          time >= start && time <= end && (reasons.length === 0 || reasons.includes(reason)),
      )
      .sort((left, right) => left.time - right.time || (left.address < right.address ? -1 : 1));
    const page = found.slice(offset, offset + size);
    const next = offset + page.length;
    return {
      SuppressedDestinationSummaries: page.map((entry) => describe(entry, false)),
      ...(next < found.length && { NextToken: Buffer.from(String(next)).toString('base64') }),
    };
  }
}

function describe(
  { address, reason, time, messageId }: Suppressed,
  withAttributes: boolean,
): Record<string, unknown> {
  return {
    EmailAddress: address,
    Reason: reason,
    LastUpdateTime: time / 1000,
    ...(withAttributes && messageId !== undefined && { Attributes: { MessageId: messageId } }),
  };
}

function readTime(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const seconds = Number(value);
  const time = Number.isNaN(seconds) ? Date.parse(String(value)) : seconds * 1000;
  if (Number.isNaN(time)) throw createBadRequest(`Not a time: ${String(value)}`);
  return time;
}

function readPageSize(value: unknown): number {
  if (value === undefined) return pageSize;
  const size = Number(value);
  if (!Number.isInteger(size) || size < 1 || size > pageSize)
    throw createBadRequest('PageSize must be from 1 to 1000');
  return size;
}

function readOffset(token: unknown): number {
  if (token === undefined) return 0;
  const offset = Number(Buffer.from(String(token), 'base64').toString());
  if (!Number.isInteger(offset) || offset < 0) {
    throw new ServiceError(
      'InvalidNextTokenException',
      400,
      'The specified request includes an invalid or expired token.',
    );
  }
  return offset;
}
