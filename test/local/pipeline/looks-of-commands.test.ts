/** Each command that shows people leaves the record of a look: no command is missing in the list. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Look } from '../../../app/ports/looks.ts';
import { type Looking, lookingCommands } from './list-looking-commands.ts';
import { listRejected } from './observe.ts';
import { openPublished, type Session } from './session.ts';

/** In every field that the policy marks as sensitive. */
const secret = 'ZQ-SECRET';
const hello = (text: string) => `
kind: policy
id: contact
status: live
sensitive:
  - path: profile.traits.tax
  - path: event.properties.tax
    allow: [journey/refund]
  - path: event.context.consentSource.form
  - path: account.iban
---
kind: trait
id: taxes
status: live
function: last
event: Greeted
path: properties.tax
---
kind: journey
id: refund
status: live
trigger: { event: Greeted }
key: event.properties.tax
start: rest
steps:
  rest: { type: wait, for: P30D, next: done }
  done: { type: end }
---
kind: segment
id: taxed
status: live
condition:
  any:
    - profile: { traits: { tax: [{ prefix: ZQ }] } }
    - profile: { computed: { taxes: [{ prefix: ZQ }] } }
---
kind: template
id: hello
status: live
channel: email
class: transactional
content: { subject: "${text} {{ profile.traits.city }}", html: "<p>${text}</p>" }
---
kind: rule
id: hello
status: live
trigger: { event: Greeted }
actions: [{ send: hello }]
---
kind: segment
id: everyone
status: live
condition: { profile: { traits: { city: [{ exists: true }] } } }
`;
const files = {
  'draft.yaml': `${hello('Draft')}---
kind: rule
id: again
status: live
trigger: { event: Greeted }
actions: [{ send: hello }]
`,
  'people.csv': 'id,town,tax\nanna,Bari,other\n',
  'people.yaml': 'source: crm\nid: [id]\ncolumns: { id: userId, town: traits.city, tax: traits.tax }\n',
};

let session: Session;
let folder: string;
let names: Readonly<Record<string, string>>;
let anna: string;
let operator: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'percorso-looks-'));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  session = await openPublished(hello('Hello'));
  await session.put(
    { name: 'Seen', detail: { anonymousId: 'laptop' } },
    { name: 'Seen', detail: { userId: 'anna' } },
  );
  await session.settle();
  const traits = { email: 'anna@example.com', phone: '+393331234567', city: 'Roma', tax: secret };
  const context = { consent: { email: true }, consentSource: { form: secret } };
  await session.put(
    { name: 'Signed Up', detail: { userId: 'anna', anonymousId: 'laptop', traits, context } },
    { name: 'Seen', detail: { userId: 'bruno', anonymousId: 'till' } },
    { name: 'Seen', detail: { userId: 'carla', anonymousId: 'till', traits: { email: 'c@example.com' } } },
    { name: 'Nameless', detail: { properties: { tax: secret } } },
    { name: 'Group', detail: { userId: 'anna', type: 'group', groupId: 'acme', traits: { iban: secret } } },
  );
  await session.settle();
  await session.put({ name: 'Greeted', detail: { userId: 'anna', properties: { tax: secret } } });
  await session.settle();
  await session.percorso('suppress', 'd@example.com', '--reason', 'asked by letter');
  await fetch(`${session.cloud.endpoint}/_local/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: traits.phone, to: '+390212345678', text: 'STOP 12345' }),
  });
  await session.advance(2000);
  await session.settle();
  await sendDeadLetter();
  anna = (await session.ask<{ readonly id: string }>('profile', 'userId:anna')).id;
  const { looks } = await session.ask<{ looks: readonly Look[] }>('looks', 'userId:anna');
  operator = looks[0]?.by.id ?? '';
  const { replies } = await session.ask<{ replies: readonly { id: string }[] }>('replies', 'list');
  const [kept] = await listRejected(session);
  names = { REPLY: replies[0]?.id ?? 'no reply', KEPT: kept?.key ?? 'nothing kept' };
}, 120_000);
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

async function sendDeadLetter(): Promise<void> {
  const queues = await session.ask<readonly { name: string; arn: string }[]>('dead-letters', 'list');
  const QueueName = queues
    .find(({ name }) => name === 'profile')
    ?.arn.split(':')
    .at(-1);
  const sqs = new SQSClient({
    endpoint: session.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"kind":"WakeUp","profileId":"P1"}' }));
  sqs.destroy();
}

async function listLooks(): Promise<readonly Look[]> {
  const day = new Date(session.cloud.clock.now()).toISOString().slice(0, 10);
  const found = await session.ask<{ looks: readonly Look[] }>('looks', '--by', operator, '--day', day);
  return found.looks;
}

it('the list has every command of the documentation, which has every command of the program', async () => {
  const text = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(Object.keys(lookingCommands).sort()).toEqual(documented.sort());
});

const cases = Object.entries(lookingCommands).flatMap(([name, shows]) =>
  typeof shows === 'string' ? [] : shows.map((looking) => [looking.words.join(' '), name, looking] as const),
);

describe('a look is recorded by', () => {
  it.each(cases)('percorso %s', async (_words, name, { words, leaves }: Looking & object) => {
    const before = new Set((await listLooks()).map(({ id }) => id));
    const given = words.map((word) => names[word] ?? (word in files ? join(folder, word) : word));
    const { exitCode, text, errors } = await session.percorso(...given);
    expect(exitCode, text).toBe(0);
    expect(errors).not.toContain('not recorded');
    expect(text).not.toContain(secret);
    const looks = (await listLooks()).filter(({ id }) => !before.has(id));
    for (const { parts } of looks) expect(parts[0]).toBe(name);
    const people = looks.flatMap(({ profileId }) => profileId ?? []);
    const lists = looks.flatMap(({ count }) => count ?? []);
    if (leaves.includes('person')) expect(people).toContain(anna);
    else expect(people).toEqual([]);
    expect(lists).toHaveLength(leaves.includes('list') ? 1 : 0);
    if (leaves.includes('list')) expect(lists[0]).toBeGreaterThan(0);
  });
});

const hiding: readonly (readonly string[])[] = [
  ['profile', 'userId:anna'],
  ['timeline', 'userId:anna'],
  ['why', 'userId:anna'],
  ['why', 'userId:anna', 'journey:refund'],
  ['consent', 'userId:anna'],
  ['segment', 'taxed', '--person', 'userId:anna'],
  ['rejected', 'show', 'KEPT'],
];

it.each(hiding.map((words) => [words.join(' '), words] as const))(
  'percorso %s hides sensitive values, and records that it showed them where it is asked to',
  async (_words, words) => {
    const given = words.map((word) => names[word] ?? word);
    for (const form of [[], ['--json']]) {
      const { exitCode, text } = await session.percorso(...form, ...given);
      expect([exitCode, text.includes(secret)], text).toEqual([0, false]);
      const before = new Set((await listLooks()).map(({ id }) => id));
      const shown = await session.percorso(...form, ...given, '--show-sensitive');
      if (form.length > 0 || words[0] !== 'timeline') expect(shown.text).toContain(secret);
      const looks = (await listLooks()).filter(({ id }) => !before.has(id));
      expect(looks.map(({ parts }) => parts[1])).toEqual(['sensitive']);
    }
  },
);

it('an event with hidden values is not sent again', async () => {
  const shown = await session.percorso('rejected', 'show', names['KEPT'] ?? '');
  expect(shown.errors).toContain('--show-sensitive');
  await writeFile(join(folder, 'event.json'), shown.text.slice(shown.text.indexOf('{')));
  const replay = ['rejected', 'replay', names['KEPT'] ?? '', '--from', join(folder, 'event.json')];
  expect(await session.percorso(...replay)).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining('[sensitive]'),
  });
});

it('a list has its name and number in the looks of the operator, and in those of no person', async () => {
  const day = new Date(session.cloud.clock.now()).toISOString().slice(0, 10);
  const { text } = await session.percorso('looks', '--by', operator, '--day', day);
  expect(text).toMatch(/a list of 1 +suppressions/);
  const ofAnna = await session.percorso('looks', 'userId:anna');
  expect(ofAnna.text).toContain('consent');
  expect(ofAnna.text).not.toContain('suppressions');
});
