/** Functions and queues: variables, runtime, visibility, dead letters. */
import { describe, expect, it } from 'vitest';
import { functionNames, functionProfiles } from '../../lib/functions.ts';
import { createApp, createStage, fullContext, listResources, synthesizeStage } from './synthesize-stage.ts';

const template = synthesizeStage();
const full = synthesizeStage(fullContext);
const functions = listResources(full, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
const queues = listResources(template, 'AWS::SQS::Queue');

describe('functions', () => {
  it.each(functionNames)('sets exactly the variables that %s declares', (name) => {
    const environment = findFunction(name)['Environment'] as { Variables: Record<string, unknown> };
    expect(Object.keys(environment.Variables).sort()).toEqual([...functionProfiles[name].variables].sort());
  });

  it('refuses to synthesize when a declared variable is not set', () => {
    const app = createApp();
    const stage = createStage(app, {});
    const sender = stage.node.findChild('SendEmail') as unknown as {
      setVariable(name: string, value: string): void;
    };
    sender.setVariable('NOT_DECLARED', 'x');
    expect(() => app.synth()).toThrow(/send-email does not declare NOT_DECLARED/);
  });

  it.each(functionNames)('runs %s on arm64 and Node 24, traced, with JSON logs that end', (name) => {
    const properties = findFunction(name);
    expect(properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    const group = listResources(full, 'AWS::Logs::LogGroup').find(
      ([, { Properties }]) => Properties['LogGroupName'] === `/aws/lambda/percorso-test-${name}`,
    );
    expect(group?.[1].Properties['RetentionInDays']).toBe(30);
  });

  it('keeps the failures of every scheduled function', () => {
    const scheduled = listResources(template, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties['Principal'] === 'events.amazonaws.com',
    ).length;
    const kept = listResources(template, 'AWS::Lambda::EventInvokeConfig');
    expect(kept).toHaveLength(scheduled);
    for (const [, { Properties }] of kept) {
      expect(Properties['DestinationConfig']).toEqual({
        OnFailure: { Destination: { 'Fn::GetAtt': ['UndeliveredEvents', 'Arn'] } },
      });
    }
  });
});

describe('queues', () => {
  const fed = listResources(template, 'AWS::Lambda::EventSourceMapping').map(
    ([, { Properties }]) => Properties,
  );

  it('feeds every queue in batches of ten, scan segments one by one, answers record by record, and never beyond its concurrency', () => {
    expect(fed).toHaveLength(12);
    for (const mapping of fed) {
      const isFanOut = JSON.stringify(mapping['EventSourceArn']).includes('"FanOutQueue"');
      expect(mapping).toMatchObject({
        BatchSize: isFanOut ? 1 : 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      expect(mapping['ScalingConfig']).toEqual({ MaximumConcurrency: expect.any(Number) });
    }
  });

  it('hides a message six times as long as its function may run', () => {
    for (const mapping of fed) {
      const [queueId] = (mapping['EventSourceArn'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
      const { Ref } = mapping['FunctionName'] as { Ref: string };
      const timeout = Number(template.Resources[Ref]?.Properties['Timeout']);
      expect(template.Resources[queueId]?.Properties['VisibilityTimeout']).toBe(6 * timeout);
    }
  });

  it('gives every working queue a dead-letter queue that keeps messages longer than it does', () => {
    const working = queues.filter(([, { Properties }]) => Properties['RedrivePolicy'] !== undefined);
    expect(working.map(([id]) => id).sort()).toEqual([
      'BulkQueue',
      'EmailQueue',
      'EmailTransactionalQueue',
      'FanOutQueue',
      'FeedbackQueue',
      'ProfileQueue',
      'PushQueue',
      'PushTransactionalQueue',
      'RejectedQueue',
      'SmsQueue',
      'SmsTransactionalQueue',
      'WebhookQueue',
    ]);
    for (const [id, { Properties }] of working) {
      expect(Properties['RedrivePolicy']).toMatchObject({
        deadLetterTargetArn: { 'Fn::GetAtt': [`${id}DeadLetters`, 'Arn'] },
      });
      const kept = template.Resources[`${id}DeadLetters`]?.Properties['MessageRetentionPeriod'];
      expect(kept).toBe(14 * 86_400);
      expect(Properties['MessageRetentionPeriod']).toBeLessThan(14 * 86_400);
    }
  });

  it('encrypts every queue and refuses plain connections', () => {
    const policies = JSON.stringify(listResources(template, 'AWS::SQS::QueuePolicy'));
    for (const [id, { Properties }] of queues) {
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
      expect(policies).toContain(`"Queues":[{"Ref":"${id}"}]`);
    }
    expect(policies.match(/"aws:SecureTransport":"false"/g)).toHaveLength(queues.length);
  });

  it('takes the concurrency of each channel and class from the context', () => {
    const tuned = synthesizeStage({
      emailConcurrency: '7',
      emailTransactionalConcurrency: 3,
      webhookConcurrency: 9,
    });
    const limits = listResources(tuned, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => [
      (Properties['EventSourceArn'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0],
      (Properties['ScalingConfig'] as { MaximumConcurrency: number }).MaximumConcurrency,
    ]);
    expect(Object.fromEntries(limits)).toEqual({
      ProfileQueue: 50,
      FeedbackQueue: 50,
      BulkQueue: 5,
      FanOutQueue: 4,
      RejectedQueue: 2,
      EmailQueue: 7,
      EmailTransactionalQueue: 3,
      SmsQueue: 2,
      SmsTransactionalQueue: 2,
      PushQueue: 2,
      PushTransactionalQueue: 2,
      WebhookQueue: 9,
    });
  });

  it('waits two seconds for a full batch of promotional messages or reports, and for no other message', () => {
    const waiting = fed
      .filter(({ MaximumBatchingWindowInSeconds: seconds }) => seconds !== undefined)
      .map((mapping) => [
        (mapping['EventSourceArn'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0],
        mapping['MaximumBatchingWindowInSeconds'],
      ]);
    expect(Object.fromEntries(waiting)).toEqual({
      EmailQueue: 2,
      FeedbackQueue: 2,
      PushQueue: 2,
      SmsQueue: 2,
    });
  });

  it('feeds each sender from a queue of promotional and one of transactional messages', () => {
    for (const name of ['Email', 'Sms', 'Push']) {
      const consumers = [`${name}Queue`, `${name}TransactionalQueue`].map(
        (id) =>
          fed.find(({ EventSourceArn }) => JSON.stringify(EventSourceArn).includes(`"${id}"`))?.[
            'FunctionName'
          ],
      );
      expect(consumers[0]).toBeDefined();
      expect(consumers[1]).toEqual(consumers[0]);
    }
  });
});

function findFunction(name: string): Readonly<Record<string, unknown>> {
  const found = functions.find(({ FunctionName }) => FunctionName === `percorso-test-${name}`);
  if (found === undefined) throw new Error(`no function ${name} in the template`);
  return found;
}
