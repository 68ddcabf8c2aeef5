/** The meter counts units exactly and prices them from a dated table. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BillingMeter } from '../../local/meter.ts';
import { priceTable, priceUnits } from '../../local/price-table.ts';

const START = Date.UTC(2026, 10, 22);

describe('the meter', () => {
  it('prices a million touchpoints of one event, two queue requests, one read and one write', () => {
    const meter = new BillingMeter(() => START);
    meter.count('events.custom-events', 1_000_000);
    meter.count('sqs.requests', 2_000_000);
    meter.count('dynamodb.read-request-units', 1_000_000);
    meter.count('dynamodb.write-request-units', 1_000_000);
    const { total, dollars, since, prices } = meter.read();
    expect(total).toBeCloseTo(1 + 0.8 + 0.125 + 0.625, 10);
    expect(dollars['sqs.requests']).toBeCloseTo(0.8, 10);
    expect(since).toBe('2026-11-22T00:00:00.000Z');
    expect(prices).toMatchObject({ date: '2026-11-22', region: 'us-east-1' });
    expect(prices.source['sqs.requests']).toMatch(/^https:\/\/aws\.amazon\.com\//);
  });

  it('prices 1,000 GB-seconds of arm64 and 1,000 emails', () => {
    expect(priceUnits('lambda.gb-milliseconds', 1_000_000)).toBeCloseTo(0.0133334, 9);
    expect(priceUnits('ses.messages', 1000)).toBeCloseTo(0.1, 9);
  });

  it('says what was counted after a snapshot, by resource and by caller', async () => {
    let now = START;
    const meter = new BillingMeter(() => now);
    meter.count('sqs.requests', 5, 'queue-a');
    const before = meter.snapshot();
    now += 60_000;
    await meter.attributeTo('AdvanceProfile', async () => {
      meter.count('sqs.requests', 1, 'queue-a');
      await Promise.resolve();
      meter.count('dynamodb.write-request-units', 2, 'profiles');
    });
    await meter.attributeTo('SendEmail', async () => meter.count('sqs.requests', 3, 'queue-b'));
    const report = meter.since(before);
    expect(report.units).toEqual({ 'dynamodb.write-request-units': 2, 'sqs.requests': 4 });
    expect(report.byResource).toEqual({
      profiles: { 'dynamodb.write-request-units': 2 },
      'queue-a': { 'sqs.requests': 1 },
      'queue-b': { 'sqs.requests': 3 },
    });
    expect(report.byCaller).toEqual({
      AdvanceProfile: { 'dynamodb.write-request-units': 2, 'sqs.requests': 1 },
      SendEmail: { 'sqs.requests': 3 },
    });
    expect(report.since).toBe('2026-11-22T00:00:00.000Z');
    meter.clear();
    expect(meter.read()).toMatchObject({ since: '2026-11-22T00:01:00.000Z', units: {}, total: 0 });
  });

  it('names units that have no price instead of giving them away', () => {
    const meter = new BillingMeter(() => START);
    meter.count('firehose.bytes', 10);
    expect(meter.read()).toMatchObject({
      unpriced: ['firehose.bytes'],
      total: 0,
      units: { 'firehose.bytes': 10 },
    });
  });

  it('has a price for every unit that the local cloud counts', () => {
    const local = new URL('../../local/', import.meta.url);
    const files = readdirSync(local, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.ts'));
    const units = files.flatMap((file) => {
      const source = readFileSync(new URL(file, local), 'utf8');
      return [...source.matchAll(/meter\s*\.count\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    });
    expect(units.length).toBeGreaterThan(8);
    expect(units.filter((unit) => priceTable[unit] === undefined)).toEqual([]);
  });
});
