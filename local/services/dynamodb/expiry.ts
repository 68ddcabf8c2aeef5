/**
 * Time to live. AWS deletes expired items "within a few days", free of charge; until then reads still return them. Here a
 * table is checked at the first call of each virtual day, so an expired item exists for up to a day more: long enough to
 * find code that confuses expiry with deletion.
 */
import { DAY } from '../../clock/time-units.ts';
import type { CloudContext } from '../../service.ts';
import { createValidationError } from './engine.ts';
import type { Table } from './table.ts';

/** Items that expired longer ago than this are kept, as in AWS: the value is probably not a time in seconds. */
const oldest = 5 * 365 * DAY;

/** Deletes expired items, if the check of the day is due. Only numbers count as times, in epoch seconds. */
export function deleteExpired(table: Table, now: number): void {
  if (table.timeToLive?.enabled !== true || now < table.nextExpiry) return;
  table.nextExpiry = (Math.floor(now / DAY) + 1) * DAY;
  const { attribute } = table.timeToLive;
  const expired: string[] = [];
  for (const [key, item] of table.items.entries()) {
    const time = Number(item[attribute]?.N ?? Number.NaN) * 1000;
    if (time < now && time > now - oldest) expired.push(key);
  }
  for (const key of expired) table.write(key, undefined);
}

export function describeTimeToLive(table: Table): Record<string, unknown> {
  const { timeToLive } = table;
  return {
    TimeToLiveDescription: timeToLive?.enabled
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute }
      : { TimeToLiveStatus: 'DISABLED' },
  };
}

/** @throws ServiceError ValidationException for a change without effect, or another attribute while enabled. */
export function updateTimeToLive(
  table: Table,
  input: Record<string, unknown>,
  context: CloudContext,
): Record<string, unknown> {
  const wanted = input['TimeToLiveSpecification'] as
    | { AttributeName?: unknown; Enabled?: unknown }
    | undefined;
  if (typeof wanted?.AttributeName !== 'string' || typeof wanted.Enabled !== 'boolean') {
    throw createValidationError('TimeToLiveSpecification needs AttributeName and Enabled');
  }
  const isEnabled = table.timeToLive?.enabled === true;
  if (isEnabled === wanted.Enabled) {
    throw createValidationError(`TimeToLive is already ${isEnabled ? 'enabled' : 'disabled'}`);
  }
  if (isEnabled && table.timeToLive?.attribute !== wanted.AttributeName) {
    throw createValidationError(
      'TimeToLive is active on a different AttributeName: current AttributeName is ' +
        table.timeToLive?.attribute,
    );
  }
  table.timeToLive = { attribute: wanted.AttributeName, enabled: wanted.Enabled };
  table.nextExpiry = context.now();
  return { TimeToLiveSpecification: { AttributeName: wanted.AttributeName, Enabled: wanted.Enabled } };
}
