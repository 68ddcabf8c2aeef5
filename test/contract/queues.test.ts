/** Messages to queues and the bus: ten per call, compressed when large, and the failed ones are returned. */
import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { createSqsVisibilityTimeouts } from '../../adapters/sqs/visibility-timeouts.ts';
import { decodeBody, encodeBody } from '../../app/ports/queue-body.ts';
import type { RejectedTouchpoint } from '../../app/ports/rejected-store.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';

const wake = (profileId: string) => ({ kind: 'WakeProfile', profileId }) as const;

/** Answers every command by hand: what is sent is what matters here. */
function answer<Client extends { send: unknown }>(client: Client, output: object) {
  const commands: unknown[] = [];
  const send = async (command: unknown) => {
    commands.push(command);
    return output;
  };
  return { client: { ...client, send } as unknown as Client, commands };
}

const config = { region: 'eu-south-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

describe('queues', () => {
  it('send bodies in one call and report which were not accepted', async () => {
    const { client, commands } = answer(createSqsClient(config), { Failed: [{ Id: '1' }] });
    const queues = createSqsQueues(client, { profile: 'https://sqs/profile' });
    expect(await queues.send('profile', [wake('P0'), wake('P1'), wake('P2')])).toEqual([wake('P1')]);
    expect(commands).toHaveLength(1);
    const [command] = commands;
    expect(command).toBeInstanceOf(SendMessageBatchCommand);
    expect((command as SendMessageBatchCommand).input).toMatchObject({
      QueueUrl: 'https://sqs/profile',
      Entries: [
        { Id: '0', MessageBody: '{"kind":"WakeProfile","profileId":"P0"}' },
        { Id: '1' },
        { Id: '2' },
      ],
    });
  });

  it('keep back what has its moment still to come', async () => {
    const { client, commands } = answer(createSqsClient(config), {});
    const queues = createSqsQueues(client, { profile: 'https://sqs/profile' });
    await queues.send('profile', [wake('P0'), wake('P1')], [0, 31]);
    expect((commands[0] as SendMessageBatchCommand).input.Entries).toEqual([
      { Id: '0', MessageBody: '{"kind":"WakeProfile","profileId":"P0"}' },
      { Id: '1', MessageBody: '{"kind":"WakeProfile","profileId":"P1"}', DelaySeconds: 31 },
    ]);
  });

  it('refuse a queue whose address they were not given', async () => {
    const queues = createSqsQueues(createSqsClient(config), {});
    await expect(queues.send('email', [wake('P1')])).rejects.toMatchObject({
      code: 'queue_unknown',
      queue: 'email',
    });
  });

  it('carry a refused event of 900 KB within what SQS takes', () => {
    const event = JSON.stringify({ blob: '"\\'.repeat(225_000) });
    const rejected: RejectedTouchpoint = {
      kind: 'RejectedTouchpoint',
      id: 'm1',
      code: 'touchpoint_too_large',
      problem: 'p',
      remedy: 'r',
      receivedAt: 1,
      event,
    };
    const body = encodeBody(rejected);
    expect(event.length).toBeGreaterThan(900_000);
    expect(body.length).toBeLessThan(1_048_576);
    expect(decodeBody(body)).toEqual(rejected);
    expect(decodeBody(encodeBody(wake('P1')))).toEqual(wake('P1'));
  });

  it('escape the two characters that JSON lets through and SQS refuses', () => {
    const body = encodeBody(wake('P\ufffe\uffff'));
    expect(body).toBe('{"kind":"WakeProfile","profileId":"P\\ufffe\\uffff"}');
    expect(decodeBody(body)).toEqual(wake('P\ufffe\uffff'));
  });

  it('name a body that is none of ours', () => {
    for (const body of ['x', '[]', 'null', '{"gzip":"AAAA"}']) {
      expect(() => decodeBody(body)).toThrow(expect.objectContaining({ code: 'queue_body_invalid' }));
    }
  });

  it('postpone received records in one call', async () => {
    const { client, commands } = answer(createSqsClient(config), {});
    await createSqsVisibilityTimeouts(client, 'https://sqs/profile').extend([
      { receiptHandle: 'r1', seconds: 7 },
    ]);
    expect((commands[0] as ChangeMessageVisibilityBatchCommand).input).toEqual({
      QueueUrl: 'https://sqs/profile',
      Entries: [{ Id: '0', ReceiptHandle: 'r1', VisibilityTimeout: 7 }],
    });
  });

  it('postpone on the queue that a record came from, where several feed one function', async () => {
    const { client, commands } = answer(createSqsClient(config), {});
    const visibility = createSqsVisibilityTimeouts(
      client,
      'https://sqs/email',
      'https://sqs/email-transactional',
    );
    for (const queue of ['email-transactional', 'email']) {
      const queueArn = `arn:aws:sqs:eu-south-1:123456789012:${queue}`;
      await visibility.extend([{ receiptHandle: 'r1', seconds: 7, queueArn }]);
    }
    expect(
      commands.map((command) => (command as ChangeMessageVisibilityBatchCommand).input.QueueUrl),
    ).toEqual(['https://sqs/email-transactional', 'https://sqs/email']);
  });
});

describe('the event bus', () => {
  const event = (id: string): EmitEvent => ({
    kind: 'EmitEvent',
    id,
    profileId: 'P1',
    name: 'Big Order',
    properties: { sku: 'x' },
    occurredAt: 1_700_000_000_000,
  });

  it('puts events in the touchpoint envelope, and reports which were not accepted', async () => {
    const Entries = [{ EventId: '1' }, { ErrorCode: 'InternalFailure' }];
    const { client, commands } = answer(createEventBridgeClient(config), { Entries });
    const bus = createEventBridgeBus(client, 'percorso-dev', 'sender');
    expect(await bus.put([event('E1'), event('E2')])).toEqual([event('E2')]);
    const [command] = commands as PutEventsCommand[];
    const entry = command?.input.Entries?.[0];
    expect(entry).toMatchObject({
      EventBusName: 'percorso-dev',
      Source: 'percorso',
      DetailType: 'Big Order',
    });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({
      messageId: 'E1',
      profileId: 'P1',
      type: 'track',
      properties: { sku: 'x' },
      context: { origin: 'sender' },
      timestamp: '2023-11-14T22:13:20.000Z',
    });
  });
});
