/** What each documented event of an SMS means for the message and for its number, for both services. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RawEvent } from '../../../app/feedback/provider-report.ts';
import { readProviderReports } from '../../../app/feedback/read-feedback.ts';
import { smsStatuses } from '../../../app/feedback/sms-statuses.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { createActor } from '../../harness/actor.ts';
import { createFeedbackWorker } from '../../harness/feedback-worker.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const at = 1795168800000;

function readLines(name: string): RawEvent[] {
  const text = readFileSync(new URL(`../../fixtures/sms/${name}`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Plays one event to the stage that sent the message: its outcome, and the number's state. */
async function play(
  event: RawEvent,
): Promise<readonly [outcome: string | undefined, number: string, reason: string | undefined]> {
  const message = makeMessage({ id: 'M1', profileId: 'P1', to: '+390611111111' });
  const stack = createMemoryStack({ now: at });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  const traits = { phone: { value: message.to, at: 1 } };
  await stack.ports.profiles.save({ ...createProfile('P1', 1), version: 1, traits });
  await stack.ports.ledger.claim(message, 'batch-1', at, 2_000_000_000);
  const owner = { profileId: 'P1', messageId: 'M1', address: message.to };
  await stack.ports.receipts.keep('sms-voice', 'v-1', owner, 2e9);
  const queue = stack.queues.get('feedback');
  queue.sendText(JSON.stringify(event));
  const records = queue.receive();
  const unfinished = await createFeedbackWorker(stack, { telemetry: silentTelemetry })(records);
  queue.settle(records, unfinished);
  expect([...unfinished]).toEqual([]);
  await createActor(stack).advance();
  const { outcomes = {}, reportedReason } = (await stack.ports.ledger.read('P1', 'M1')) ?? {};
  const profile = await stack.ports.profiles.load('P1', { consistent: true });
  const number = profile?.suppressions.sms === undefined ? 'kept' : 'suppressed';
  return [Object.keys(outcomes)[0], number, reportedReason];
}

describe('End User Messaging', () => {
  const events = readLines('sms-voice.jsonl');
  const statusOf = (event: RawEvent) => String((event['detail'] as RawEvent)['messageStatus']);

  it.each(events.map((event) => [statusOf(event), event] as const))('TEXT_%s', async (status, event) => {
    const { outcome, number } = smsStatuses[status] ?? {};
    const reason = outcome === 'failed' ? status.toLowerCase() : undefined;
    expect(await play(event)).toEqual([outcome, number, reason]);
  });

  it('has a fixture of each documented type', () => {
    const own = ['MAX_PRICE_EXCEEDED', 'OPTED_OUT'];
    const known = Object.keys(smsStatuses).filter((status) => !own.includes(status));
    expect(events.map(statusOf).sort()).toEqual(known.sort());
  });

  it('counts a type that is documented later as a failure of the message alone', () => {
    const [first = {}] = events;
    const detail = { ...(first['detail'] as RawEvent), eventType: 'TEXT_SOMETHING_NEW' };
    expect(readProviderReports({ ...first, detail })).toMatchObject([
      { outcome: 'failed', properties: { reason: 'something_new' } },
    ]);
  });
});

describe('Pinpoint', () => {
  const records = readLines('pinpoint.jsonl').map((detail) => {
    const { record_status } = detail['attributes'] as RawEvent;
    return [String(detail['event_type']), String(record_status), detail] as const;
  });

  it.each(records)('%s %s', async (type, status, detail) => {
    const isOpen = type === '_SMS.BUFFERED' || status === 'UNKNOWN';
    const outcome = type === '_SMS.FAILURE' ? 'failed' : 'delivered';
    const expected = isOpen ? undefined : outcome;
    const number = type === '_SMS.FAILURE' && status === 'INVALID' ? 'suppressed' : 'kept';
    const reason = expected === 'failed' ? status.toLowerCase() : undefined;
    expect(await play({ source: 'aws.pinpoint', detail })).toEqual([expected, number, reason]);
  });

  it('ignores records of other messages, and contexts that are no JSON', () => {
    const [, , detail = {}] = records[0] ?? [];
    const attributes = detail['attributes'] as RawEvent;
    const read = (customer_context: unknown) =>
      readProviderReports({
        source: 'aws.pinpoint',
        detail: { ...detail, attributes: { ...attributes, customer_context } },
      });
    expect(read('{"campaign":"other"}')).toEqual([]);
    expect(read('{')).toEqual([]);
    expect(read(undefined)).toEqual([]);
    expect(readProviderReports({ source: 'aws.pinpoint', detail: { event_type: '_email.send' } })).toEqual(
      [],
    );
  });
});
