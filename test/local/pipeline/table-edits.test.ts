/** Config edited straight in the table, as the AWS console or `aws dynamodb put-item` would. */

import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFolder } from '../../harness/run-command.ts';
import { orders, topical } from './config.ts';
import { listReasons, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());
beforeEach(async () => {
  await session.cloud.reset();
  await session.publish(orders);
  // Past the seconds for which a warm function trusts the program it holds.
  await session.advance(minute);
});

const minute = 60_000;
let people = 0;

/** Subject of the email that an order brings now; undefined when it brings none. */
async function order(): Promise<string | undefined> {
  people += 1;
  const userId = `person-${people}`;
  const email = `${userId}@example.com`;
  await session.put({ name: 'Order Completed', detail: { userId, traits: { email } } });
  expect(await session.settle()).toEqual({});
  const emails = session.emailsTo(email);
  expect(emails.length).toBeLessThanOrEqual(1);
  return emails[0]?.subject;
}

/** `label`: kind and id, such as `rule#thanks`. */
function keyOf(label: string) {
  const [kind = '', id = ''] = label.split('#');
  return { pk: { S: `DOCUMENT#${kind}` }, sk: { S: id } };
}

async function putDocument(label: string, document: Readonly<Record<string, unknown>>): Promise<void> {
  const TableName = session.output('ConfigTable');
  await session.dynamodb.send(
    new PutItemCommand({ TableName, Item: { ...keyOf(label), document: { M: marshall(document) } } }),
  );
}

async function setField(label: string, path: readonly string[], value: unknown): Promise<void> {
  const names = Object.fromEntries(['document', ...path].map((name, index) => [`#n${index}`, name]));
  await session.dynamodb.send(
    new UpdateItemCommand({
      TableName: session.output('ConfigTable'),
      Key: keyOf(label),
      UpdateExpression: `SET ${Object.keys(names).join('.')} = :value`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: marshall({ ':value': value }),
    }),
  );
}

async function readProblems(label: string): Promise<readonly string[] | undefined> {
  const TableName = session.output('ConfigTable');
  const { Item } = await session.dynamodb.send(new GetItemCommand({ TableName, Key: keyOf(label) }));
  return unmarshall(Item ?? {})['problems'];
}

describe('an edit in the table', () => {
  it('takes effect within a minute', async () => {
    expect(await order()).toBe('Thank you');
    await setField('template#thanks', ['content', 'subject'], 'Grazie');
    await session.advance(minute);
    expect(await order()).toBe('Grazie');
    expect(await readProblems('template#thanks')).toBeUndefined();
  });

  it('that adds a document of the table’s own form works without kind and id inside', async () => {
    await putDocument('template#goodbye', {
      status: 'live',
      channel: 'email',
      class: 'transactional',
      content: { subject: 'Goodbye', text: 'Bye.', html: '<p>Bye.</p>' },
    });
    await setField('rule#thanks', ['actions'], [{ send: 'goodbye' }]);
    await session.advance(minute);
    expect(await order()).toBe('Goodbye');
  });

  it('that pauses a rule stops it', async () => {
    await setField('rule#thanks', ['status'], 'paused');
    await session.advance(minute);
    expect(await order()).toBeUndefined();
  });
});

describe('a broken edit', () => {
  it('shows its problem on the item while the old version stays in force; the fixed document takes effect and clears it', async () => {
    await setField('template#thanks', ['content', 'subject'], 'Grazie {{ profile.traits.email');
    await session.advance(minute);
    const problems = await readProblems('template#thanks');
    expect(problems?.join()).toMatch(/^content\.subject: .+/);
    expect(await order()).toBe('Thank you');
    const status = await session.percorso('status');
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain('template/thanks');
    expect(status.text).toContain('content.subject');

    await setField('template#thanks', ['content', 'subject'], 'Grazie {{ profile.traits.email }}');
    await session.advance(minute);
    expect(await readProblems('template#thanks')).toBeUndefined();
    expect(await order()).toMatch(/^Grazie person-\d+@example\.com$/);
    expect((await session.percorso('status')).exitCode).toBe(0);
  });

  it('does not hold up a good one beside it', async () => {
    await setField('trait#revenue', ['function'], 'summ');
    await setField('template#thanks', ['content', 'subject'], 'Merci');
    await session.advance(minute);
    expect((await readProblems('trait#revenue'))?.join()).toContain('function');
    expect(await order()).toBe('Merci');
  });

  it('that fills the item, or has 3,000 unknown keys, does not hold up an emergency pause', async () => {
    const keys = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`key_${index}`, index]));
    await putDocument('rule#huge', { status: 'live', trigger: { event: 'A' }, actions: [], ...keys });
    const html = `{{${'x'.repeat(399 * 1024)}`;
    await putDocument('template#full', {
      status: 'live',
      channel: 'email',
      class: 'promotional',
      content: { html },
    });
    await setField('rule#thanks', ['status'], 'paused');
    await session.advance(minute);
    expect(await order()).toBeUndefined();
    expect((await readProblems('rule#huge'))?.length).toBeLessThanOrEqual(20);
  });

  it('that names a template which does not exist is refused by name, with the nearest one', async () => {
    await setField('rule#thanks', ['actions'], [{ send: 'thankz' }]);
    await session.advance(minute);
    const problems = (await readProblems('rule#thanks'))?.join();
    expect(problems).toMatch(/^actions\[0\]\.send: .*"thanks".*\(received "thankz"\)$/);
    expect(await order()).toBe('Thank you');
  });

  it('whose id is another item’s is refused on the item, and the other stays', async () => {
    await putDocument('template#copy', {
      kind: 'template',
      id: 'thanks',
      status: 'live',
      channel: 'email',
      class: 'transactional',
      content: { subject: 'Copy', html: '<p>Copy</p>' },
    });
    await session.advance(minute);
    expect((await readProblems('template#copy'))?.join()).toContain('The item\'s key says template "copy"');
    expect(await readProblems('template#thanks')).toBeUndefined();
    expect(await order()).toBe('Thank you');
  });

  it.each([
    ['no map at all', { ...keyOf('rule#odd'), document: { S: 'later' } }],
    ['nothing', keyOf('rule#odd')],
    [
      'numbers and binaries where text belongs',
      { ...keyOf('rule#odd'), document: { M: { status: { N: '1' }, trigger: { B: new Uint8Array([1]) } } } },
    ],
  ])('that leaves %s in the item shows it there', async (_what, Item) => {
    await session.dynamodb.send(new PutItemCommand({ TableName: session.output('ConfigTable'), Item }));
    await session.advance(minute);
    expect(await readProblems('rule#odd')).not.toBeUndefined();
    expect(await order()).toBe('Thank you');
  });
});

describe('files', () => {
  it('with two documents of one id are refused with both places, and change nothing', async () => {
    const rule = (event: string) =>
      `kind: rule\nid: twin\nstatus: live\ntrigger: { event: ${event} }\nactions: [{ send: thanks }]\n`;
    const { exitCode, text } = await session.publish(`${rule('A')}---\n${rule('B')}`);
    expect(exitCode).toBe(1);
    expect(text).toContain('"rule/twin" is defined more than once');
    expect(text).toContain('config.yaml');
    expect(text).toContain('Pushed 0 documents');
    expect(await order()).toBe('Thank you');
  });

  it('with a rule for a template that does not exist are pushed without that rule', async () => {
    const { exitCode, text } = await session.publish(
      `${orders}---\nkind: rule\nid: lost\nstatus: live\ntrigger: { event: Lost }\nactions: [{ send: nowhere }]\n`,
    );
    expect(exitCode).toBe(1);
    expect(text).toContain('rule/lost');
    expect(text).toContain('actions[0].send');
    // What is in force already is counted apart: how many that are depends on the tests before.
    expect(text).toMatch(/^Pushed \d documents?(; \d unchanged)?; 1 error/m);
    expect(await order()).toBe('Thank you');
  });
});

describe('a template that is paused', () => {
  it('stops the rule that names it, whose item says why', async () => {
    await setField('template#thanks', ['status'], 'paused');
    await session.advance(minute);
    expect((await readProblems('rule#thanks'))?.join()).toContain(
      '"thanks" is not live (its status is paused)',
    );
    expect((await session.percorso('status')).text).toContain('rule/thanks');
    expect(await order()).toBeUndefined();
  });
});

describe('a test of a template', () => {
  it('goes out through the sender with its mark and the values of a file, and counts nowhere', async () => {
    const folder = openFolder();
    folder.write('anna.json', '{ "userId": "anna" }');
    const words = ['--to', 'team@example.com', '--profile', `${folder.path}/anna.json`, '--stage', 'local'];
    const { exitCode, text } = await session.percorso('send-test', 'thanks', ...words);
    folder.remove();
    expect(exitCode, text).toBe(0);
    expect(Object.values(await session.settle()).every((count) => count === 0)).toBe(true);
    const [email, ...others] = session.emailsTo('team@example.com');
    expect([email?.subject, others]).toEqual(['[Test] Thank you', []]);
    const statistics = await session.percorso('statistics', 'test:thanks');
    expect(statistics.text).not.toContain('sent');
    expect((await session.percorso('rejected', 'list')).text).not.toContain('Message');
  });
});

describe('the topic of a template', () => {
  it('decides by consent to the topic, and its cap counts', async () => {
    await session.publish(topical);
    await session.advance(minute);
    const ping = (userId: string, consent: Readonly<Record<string, boolean>>) => ({
      name: 'Ping',
      detail: { userId, traits: { email: `${userId}@example.com` }, context: { consent } },
    });
    await session.put(ping('no', { email: true, 'email/news': false }), ping('yes', { 'email/news': true }));
    await session.settle();
    await session.put(ping('yes', {}));
    await session.settle();
    expect(session.emailsTo('no@example.com')).toHaveLength(0);
    expect(session.emailsTo('yes@example.com')).toHaveLength(1);
    expect(listReasons(await readPerson(session, 'userId:no'))).toContain('rule:on-ping: unsubscribed');
    expect(listReasons(await readPerson(session, 'userId:yes'))).toContain('rule:on-ping: frequency_capped');
  });
});
