/** A person with a mark in every field is erased: no table and no log has the mark, and what arrives later brings it back nowhere. */
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { listTexts } from './find-marks.ts';
import { readPerson } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
${makeOptOutPolicy()}
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: 'Thanks', html: '<p>{{ profile.traits.city }} {{ event.properties.note }}</p>' }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
kind: journey
id: care
status: live
trigger: { event: Order Completed }
start: rest
steps:
  rest: { type: wait, for: P3D, next: again }
  again: { type: send, template: thanks, next: end }
  end: { type: end }
`;

const mark = 'zqcanary';
const phone = '+41791987654';
const marked = {
  userId: `${mark}-user`,
  anonymousId: `${mark}-browser`,
  traits: { email: `${mark}@example.com`, phone, city: `${mark}-city`, list: [{ deep: `${mark}-deep` }] },
};
const context = {
  page: { url: `https://shop.example/${mark}` },
  ip: '203.0.113.99',
  externalIds: [{ type: 'loyalty', id: `${mark}-card` }],
  device: { type: 'ios', token: `${mark}token` },
  consent: { email: true },
  consentSource: { form: `${mark}-form` },
};

let session: Session;
let profileId: string;
/** What the archive of the bus has. */
let received: readonly Readonly<Record<string, unknown>>[];
beforeAll(async () => {
  session = await openPublished(documents);
  await session.put({
    name: 'Page Viewed',
    detail: { anonymousId: `${mark}-phone`, properties: { path: mark } },
  });
  await session.put({
    name: 'Signed Up',
    detail: { userId: 'berta', traits: { email: 'berta@example.com' } },
  });
  expect(await session.settle()).toEqual({});
  await session.put({
    name: 'Order Completed',
    detail: { ...marked, context, properties: { note: `${mark}-note` } },
  });
  await session.put({
    name: 'Group',
    detail: { type: 'group', userId: marked.userId, groupId: 'club', traits: { size: 3 } },
  });
  expect(await session.settle()).toEqual({});
  await session.put({ name: 'Signed In', detail: { userId: marked.userId, anonymousId: `${mark}-phone` } });
  expect(await session.settle()).toEqual({});
  ({ profileId } = await readPerson(session, `userId:${marked.userId}`));
  received = session.cloud.events.accepted().filter((event) => event['source'] !== 'percorso');
});
afterAll(() => session.close());

const forms = [mark, phone, phone.slice(1), '203.0.113.99'].flatMap((text) => [
  text,
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
]);

/** `<table> <key>` of each item that has the mark, or is in a partition of one of these profiles. */
async function findTraces(profileIds: readonly string[] = []): Promise<readonly string[]> {
  const found: string[] = [];
  const tables = session.cloud.stack.outputs.filter(({ key }) => key.endsWith('Table'));
  expect(tables.length).toBeGreaterThan(5);
  for (const { key: name, value } of tables) {
    for (let start: Record<string, AttributeValue> | undefined, first = true; first || start; first = false) {
      const page = await session.dynamodb.send(
        new ScanCommand({ TableName: value, ExclusiveStartKey: start }),
      );
      for (const item of page.Items ?? []) {
        const key = `${name} ${item['pk']?.S} ${item['sk']?.S ?? ''}`.trim();
        const texts = listTexts({ M: item });
        const isMarked = texts.some((text) => forms.some((form) => text.toLowerCase().includes(form)));
        if (isMarked || profileIds.includes(item['pk']?.S ?? '')) found.push(key);
      }
      start = page.LastEvaluatedKey;
    }
  }
  return found.sort();
}

describe('a person who is erased', () => {
  it('has marks in many places before', async () => {
    const traces = await findTraces([profileId]);
    for (const table of ['Profiles', 'Identities', 'Timeline', 'Consents'])
      expect(
        traces.some((trace) => trace.startsWith(table)),
        table,
      ).toBe(true);
    const { text, exitCode } = await session.percorso('erase', `email:${marked.traits.email}`);
    expect(exitCode, text).toBe(0);
    expect(text).toContain('This would erase profiles');
    expect(text).toContain(`loyalty:${mark}-card`);
    expect(await findTraces([profileId]), 'nothing was changed').toEqual(traces);
  });

  it('leaves an empty profile for each of hers, and her mark in no table and no log', async () => {
    const before = await session.ask('profile', 'userId:berta');
    const { text, exitCode } = await session.percorsoAs(
      'PrivacyAccess',
      ...['erase', `email:${marked.traits.email}`, '--yes'],
    );
    expect(exitCode, text).toBe(0);
    expect(text).toContain('the first pass is done');
    const { erasures } = await session.ask<{ erasures: { profileIds: string[] }[] }>('erasures');
    const ids = erasures.flatMap(({ profileIds }) => profileIds);
    expect(ids).toHaveLength(2);
    expect(await findTraces(ids)).toEqual(ids.map((id) => `ProfilesTable ${id}`).sort());
    expect(JSON.stringify(erasures)).not.toContain(mark);
    const logs = session.cloud.logs.read().map((line) => JSON.stringify(line));
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.filter((line) => forms.some((form) => line.includes(form)))).toEqual([]);
    expect(await session.ask('profile', 'userId:berta')).toEqual(before);
  });

  it('comes back by no replay of the archive: the same events with the same ids, as they were received', async () => {
    expect(received.length).toBeGreaterThan(4);
    const sqs = new SQSClient({
      endpoint: session.cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const QueueUrl = session.output('ProfileQueueUrl');
    for (const event of received) {
      const MessageBody = JSON.stringify({ ...event, 'replay-name': 'all' });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    sqs.destroy();
    expect(await session.settle()).toEqual({});
    expect(await findTraces()).toEqual([]);
    expect((await session.percorso('profile', 'userId:berta')).exitCode).toBe(0);
  });

  it('comes back by no late event, and by no step of her journey', async () => {
    const sent = session.cloud.messages().length;
    await session.advance(10_000);
    const late = [
      { userId: marked.userId },
      { traits: { email: marked.traits.email } },
      { anonymousId: `${mark}-phone` },
      { userId: `${mark}-2`, traits: { phone } },
      { type: 'alias', userId: marked.userId, previousId: `${mark}-browser` },
      { type: 'alias', userId: 'new-user', previousId: `${mark}-phone` },
    ];
    for (const detail of late) await session.put({ name: 'Order Completed', detail });
    expect(await session.settle()).toEqual({});
    await session.advance(4 * 86_400_000);
    expect(await session.settle()).toEqual({});
    expect(await findTraces()).toEqual([]);
    expect(session.cloud.messages().length).toBe(sent);
    expect((await session.percorso('profile', `userId:${marked.userId}`)).exitCode).toBe(1);
  });

  it('has one receipt, which the function completes without an operator', async () => {
    const { text, exitCode } = await session.percorsoAs('PrivacyAccess', 'erasures', 'list');
    expect(exitCode, text).toBe(0);
    expect(text).toContain('complete since');
    const first = await session.ask<{ id: string }>('erase', marked.userId);
    for (const id of [`userId:${marked.userId}`, `phone:${phone}`, profileId]) {
      const again = await session.ask<{ id: string; completedAt: string }>('erase', id, '--yes');
      expect(again).toMatchObject({ id: first.id, completedAt: expect.any(String) });
    }
    expect((await session.percorsoAs('PrivacyAccess', 'erasures', 'finish')).text).toContain(
      'No erasure waits.',
    );
    expect(await findTraces()).toEqual([]);
  });

  it('is a new person with a yes that she says afterwards', async () => {
    const yes = { context: { consent: { email: true } } };
    await session.put({ name: 'Signed Up', detail: { traits: { email: marked.traits.email }, ...yes } });
    expect(await session.settle()).toEqual({});
    const back = await readPerson(session, `email:${marked.traits.email}`);
    expect(back.profileId).not.toBe(profileId);
    expect(back.items).toHaveLength(1);
  });
});
