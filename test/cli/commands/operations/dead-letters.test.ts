/** Each form in which a message comes to a dead-letter queue is named, without personal data. */
import { describe, expect, it } from 'vitest';
import type { DeadLetter, DeadLetters } from '../../../../app/ports/dead-letters.ts';
import { encodeBody } from '../../../../app/ports/queue-body.ts';
import type { QueueBody } from '../../../../app/ports/queues.ts';
import { printDeadLetters } from '../../../../cli/commands/operations/dead-letters.ts';

const sentAt = Date.parse('2026-11-22T12:00:00Z');
const queue = { name: 'profile', url: 'u', arn: 'a', waiting: 1 };
const run = Date.parse('2026-11-22T11:00:00Z');
const who = { id: '01HZ', profileId: 'p1', origin: 'journey:win-back' };

/** What `show` prints of one message, and its facts as JSON. */
async function show(body: string, attributes: DeadLetter['attributes'] = {}) {
  const deadLetters: DeadLetters = {
    list: async () => [queue],
    peek: async () => [{ id: 'm1', body, sentAt, attributes }],
    redrive: async () => undefined,
  };
  const { lines, json } = await printDeadLetters(deadLetters, 'profile', { limit: 10, isWhole: false });
  return { line: lines[0] ?? '', facts: (json as readonly object[])[0] };
}

const event = {
  version: '0',
  id: 'e1',
  'detail-type': 'Order Completed',
  source: 'shop',
  time: '2026-11-22T11:59:00Z',
  detail: { userId: 'anna', traits: { email: 'anna@example.com' } },
};

describe('percorso dead-letters show', () => {
  it.each<[string, QueueBody, string]>([
    [
      'a message to a person',
      {
        kind: 'SendMessage',
        ...who,
        channel: 'email',
        to: 'anna@example.com',
        class: 'promotional',
        template: 'come-back',
        templateRevision: 'r',
        variables: { profile: { traits: { first_name: 'Anna' } } },
        touchpointId: 't',
        decidedAt: sentAt,
      },
      'SendMessage, id 01HZ, profileId p1, channel email, template come-back, origin journey:win-back',
    ],
    [
      'a call of a webhook',
      {
        kind: 'CallWebhook',
        ...who,
        url: 'https://crm.example.com/?token=anna',
        method: 'POST',
        headers: {},
        body: { email: 'anna@example.com' },
        decidedAt: sentAt,
      },
      'CallWebhook, id 01HZ, profileId p1, origin journey:win-back',
    ],
    [
      'a rejected event, squeezed because it is large',
      {
        kind: 'RejectedTouchpoint',
        id: 'r1',
        code: 'touchpoint_too_large',
        problem: 'p',
        remedy: 'r',
        receivedAt: sentAt,
        event: JSON.stringify({ ...event, detail: { note: 'anna@example.com '.repeat(10_000) } }),
      },
      'RejectedTouchpoint, id r1, code touchpoint_too_large',
    ],
    ['a wake-up', { kind: 'WakeProfile', profileId: 'p1' }, 'WakeProfile, profileId p1'],
    [
      'people that a campaign reaches',
      {
        kind: 'RunTaskBatch',
        profileIds: ['p1', 'p2'],
        task: { kind: 'campaign', campaign: 'spring', run },
      },
      'RunTaskBatch, task campaign, campaign spring, run 2026-11-22T11:00:00.000Z, people 2',
    ],
    [
      'a scan segment of a run',
      { kind: 'RunSegment', name: 'spring', run, segment: 3, ticket: 1 },
      'RunSegment, name spring, run 2026-11-22T11:00:00.000Z, segment 3',
    ],
  ])('names %s', async (_what, body, words) => {
    const { line, facts } = await show(encodeBody(body));
    expect(line).toBe(`2026-11-22 12:00  m1  ${words}`);
    expect(facts).toMatchObject({ messageId: 'm1', kind: body.kind });
    expect(JSON.stringify([line, facts])).not.toMatch(/anna/i);
  });

  it('names an event, and why EventBridge could not deliver it', async () => {
    const attributes = { ERROR_CODE: 'NO_PERMISSIONS', RULE_ARN: 'arn:aws:events:eu-west-1:1:rule/b/r' };
    const { line } = await show(JSON.stringify(event), attributes);
    expect(line).toBe(
      '2026-11-22 12:00  m1  event, source shop, detail-type Order Completed, id e1, time 2026-11-22T11:59:00Z, ERROR_CODE NO_PERMISSIONS, RULE_ARN arn:aws:events:eu-west-1:1:rule/b/r',
    );
  });

  it('says how many touchpoints a packed event holds', async () => {
    const batch = [{ userId: 'anna' }, { userId: 'ben' }];
    const { line } = await show(JSON.stringify({ ...event, detail: { batch } }));
    expect(line).toContain('touchpoints 2');
  });

  it.each([
    [
      'failed',
      'RetriesExhausted',
      { responsePayload: { errorType: 'SweepIncompleteError', errorMessage: 'anna' } },
    ],
    ['could not start in time', 'EventAgeExceeded', {}],
  ])('names the function and the error of a run that %s', async (_what, condition, response) => {
    const record = {
      version: '1.0',
      timestamp: '2026-11-22T12:00:00.000Z',
      requestContext: {
        requestId: 'q1',
        functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:percorso-prod-sweep-timers:$LATEST',
        condition,
        approximateInvokeCount: 1,
      },
      requestPayload: { source: 'aws.events', 'detail-type': 'Scheduled Event' },
      ...response,
    };
    const { line } = await show(JSON.stringify(record));
    expect(line).toContain(
      `m1  failed run, function percorso-prod-sweep-timers, condition ${condition}, approximateInvokeCount 1, requestId q1`,
    );
    expect(line.includes('errorType SweepIncompleteError')).toBe('responsePayload' in response);
    expect(line).not.toContain('anna');
  });

  it.each([
    ['{"a":1,"b":2}', 'unknown: an object of 2 fields'],
    ['anna', 'not a JSON object, 4 characters'],
    ['["anna"]', 'not a JSON object, 8 characters'],
  ])('says that it does not know %s', async (body, words) => {
    expect((await show(body)).line).toBe(`2026-11-22 12:00  m1  ${words}`);
  });
});
