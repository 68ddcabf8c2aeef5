/** Events of AWS services, from the default bus, a trigger and a topic rule to the profile, on the deployed bundles. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as samples from '../../harness/aws-source-samples.ts';
import { readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:01:00Z' });
  const { exitCode, text } = await session.publish(`
kind: template
id: nearby
status: live
channel: email
class: transactional
content:
  subject: "Welcome to {{ event.properties.place }}"
  html: "<p>Your coffee is ready.</p>"
---
kind: rule
id: nearby
status: live
trigger: { event: Geofence Entered }
actions:
  - send: nearby
`);
  expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
});
afterAll(() => session.close());

function emit(event: {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: object;
}): void {
  session.cloud.events.putServiceEvent({
    ...{ Source: event.source, DetailType: event['detail-type'], Detail: JSON.stringify(event.detail) },
  });
}

async function listNames(person: string): Promise<readonly string[]> {
  const { items } = await readPerson(session, person);
  return items.flatMap((item) => (item.kind === 'entry' ? [item.entry.name] : []));
}

it('sends one message for a person who enters and leaves a fence again and again', async () => {
  await session.put({
    name: 'Signed Up',
    detail: { anonymousId: 'phone-1', traits: { email: 'anna@example.com' } },
  });
  await session.settle();
  for (const second of ['10', '20', '30']) {
    const SampleTime = `2026-11-22T10:01:${second}Z`;
    emit({ ...samples.geofenceEnter, detail: { ...samples.geofenceEnter.detail, SampleTime } });
  }
  expect(await session.settle()).toEqual({});
  expect(session.emailsTo('anna@example.com').map(({ subject }) => subject)).toEqual([
    'Welcome to shop-milan',
  ]);
});

it('brings contacts, uploads, sign-ups and messages of devices to their people', async () => {
  const clients = {
    ...{ endpoint: session.cloud.endpoint, region: 'us-east-1' },
    credentials: { accessKeyId: 'cognito', secretAccessKey: 'local' },
  };
  emit(samples.contactEnded);
  emit({ ...samples.contactEnded, detail: { ...samples.contactEnded.detail, tags: {} } });
  emit(samples.makeUpload('shop-receipts', 'receipts/anna/1.pdf'));
  const lambda = new LambdaClient(clients);
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: session.output('SignUpTriggerArn'),
      Payload: JSON.stringify(samples.signUp),
    }),
  );
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
  // Cognito expects its own event.
  expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual(samples.signUp);
  const sqs = new SQSClient(clients);
  const QueueUrl = session.output('PartnerQueueUrl');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(samples.deviceMessage) }));
  sqs.destroy();
  expect(await session.settle()).toEqual({});

  expect([...(await listNames('userId:anna'))].sort()).toEqual([
    'Coffee Brewed',
    'Contact Ended',
    'File Uploaded',
  ]);
  expect(await listNames('externalId:cognito:sub-1')).toEqual(['Signed Up']);
});
