/** Every outcome of a message is a touchpoint that a rule can listen to, and a count in each dimension. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CapturedMessage } from '../../../local/service.ts';
import { readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

/** Outcome → the name of its touchpoint and its measure. */
const outcomes = {
  sent: ['Message Sent', 'email.sent'],
  delivered: ['Message Delivered', 'email.delivered'],
  opened: ['Message Opened', 'email.opened'],
  clicked: ['Message Clicked', 'email.clicked'],
  bounced: ['Message Bounced', 'email.bounced'],
  complained: ['Message Complained', 'email.complained'],
  unsubscribed: ['Message Unsubscribed', 'email.unsubscribed'],
  suppressed: ['Message Suppressed', 'email.suppressed'],
  rejected: ['Message Failed', 'email.undelivered'],
  unrendered: ['Message Failed', 'email.failed'],
  delayed: ['Message Delayed', 'email.delayed'],
} as const;
type OutcomeName = keyof typeof outcomes;

/** Both paths of the split send the same message, so that each message has a step and a variant. */
const makeJourney = (id: string, event: string, template: string) => `
---
kind: journey
id: ${id}
status: live
trigger: { event: ${event} }
start: either
steps:
  either: { type: split, paths: [{ percent: 50, next: first }, { percent: 50, next: second }] }
  first: { type: send, template: ${template}, next: done }
  second: { type: send, template: ${template}, next: done }
  done: { type: end }
`;
const makeTemplate = (id: string, html: string) => `
---
kind: template
id: ${id}
status: live
channel: email
class: promotional
content: { subject: Hello, html: "${html}" }
locales:
  it: { subject: Ciao, html: "${html}" }
`;
const endless = '{% for i in (1..1000000000) %}{% for k in (1..1000000000) %}{{ i }}{% endfor %}{% endfor %}';
const makeRule = (name: string) => `
---
kind: rule
id: hear-${name.toLowerCase().replaceAll(' ', '-')}
status: live
trigger: { event: ${name}, source: percorso }
actions: [{ update: { traits: { ${makeTrait(name)}: true } } }]
`;
const makeTrait = (name: string) => `heard_${name.toLowerCase().replaceAll(' ', '_')}`;
const config = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
${makeTemplate('hello', "<p>Hello. <a href='{{ unsubscribe_url }}'>Unsubscribe</a></p>")}
${makeTemplate('endless', endless)}
${makeJourney('tour', 'Tour Asked', 'hello')}
${makeJourney('broken', 'Loop Asked', 'endless')}
${[...new Set(Object.values(outcomes).map(([name]) => name))].map(makeRule).join('')}`;

const emails: Readonly<Partial<Record<OutcomeName, string>>> = {
  bounced: 'bounce@simulator.amazonses.com',
  // The address of another person, who unsubscribes before.
  suppressed: 'unsubscribed@example.com',
};
const makeEmail = (person: OutcomeName) => emails[person] ?? `${person}@example.com`;

let session: Session;
beforeAll(async () => {
  session = await openSession();
  const { text, exitCode } = await session.publish(config);
  expect(exitCode, text).toBe(0);
  await reach(...(Object.keys(outcomes) as OutcomeName[]).filter((name) => name !== 'suppressed'));
  await session.settle();
  // Sooner, an open or click is a machine's.
  await session.advance(60_000);
  for (const [person, type] of [
    ['opened', 'open'],
    ['clicked', 'click'],
    ['complained', 'complain'],
  ] as const)
    await control('engage', { messageId: readEmail(person).id, type, userAgent: 'Chrome Windows' });
  await report('rejected', 'reject');
  await report('delayed', 'delivery-delay');
  const [link] = readEmail('unsubscribed').headers['List-Unsubscribe']?.match(/https?:[^>]+/) ?? [];
  expect((await fetch(link ?? '', { method: 'POST' })).status).toBe(200);
  await session.settle();
  await reach('suppressed');
  expect(await session.settle()).toEqual({});
});
afterAll(() => session.close());

async function reach(...people: readonly OutcomeName[]): Promise<void> {
  for (const person of people)
    await session.put({
      name: person === 'unrendered' ? 'Loop Asked' : 'Tour Asked',
      detail: { userId: person, traits: { email: makeEmail(person), language: 'it' } },
    });
}

function readEmail(person: OutcomeName): CapturedMessage {
  const [email] = session.emailsTo(makeEmail(person));
  if (email === undefined) throw new Error(`No email was sent to ${person}.`);
  return email;
}

async function control(path: string, body: object): Promise<void> {
  const answer = await fetch(`${session.cloud.endpoint}/_local/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** A report that the local SES does not make: the documented event, about the message of this person. */
async function report(person: OutcomeName, fixture: string): Promise<void> {
  const path = new URL(`../../fixtures/ses/${fixture}.json`, import.meta.url);
  const now = new Date(session.cloud.clock.now()).toISOString();
  const text = readFileSync(path, 'utf8').replaceAll(/"2026-11-20T[^"]*"/g, `"${now}"`);
  const event = JSON.parse(text) as Record<string, Record<string, unknown>>;
  const { mail, ...detail } = event['detail'] ?? {};
  const { tags } = readEmail(person);
  await control('service-event', {
    source: 'aws.ses',
    detailType: event['detail-type'],
    detail: {
      ...detail,
      mail: {
        ...(mail as object),
        destination: [makeEmail(person)],
        tags: {
          'ses:configuration-set': ['percorso-local'],
          ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
        },
      },
    },
  });
}

describe.each(Object.entries(outcomes))('a message that was %s', (person, [name, measure]) => {
  it('is a touchpoint that a rule listens to', async () => {
    const { traits } = await readProfile(session, `userId:${person}`);
    expect(traits[makeTrait(name)]?.value).toBe(true);
  });

  it('is counted by message, step, variant, language, hour and weekday, and a reading by device', async () => {
    const origin = person === 'unrendered' ? 'journey:broken' : 'journey:tour';
    const total = await count(origin, measure);
    expect(total).toBeGreaterThan(0);
    const isReading = person === 'opened' || person === 'clicked';
    for (const dimension of ['template', 'step', 'variant', 'locale', 'hour', 'weekday', 'device']) {
      const isMissing = dimension === 'device' && !isReading;
      expect({ dimension, count: await count(origin, measure, dimension) }).toEqual({
        dimension,
        count: isMissing ? 0 : total,
      });
    }
  });
});

const read = new Map<string, Promise<{ origins: Record<string, Record<string, number>> }>>();

/** Of all values of the dimension together. */
async function count(origin: string, measure: string, dimension?: string): Promise<number> {
  const by = dimension === undefined ? [] : ['--by', dimension];
  const key = [origin, ...by].join(' ');
  const answer = read.get(key) ?? session.ask('statistics', origin, ...by);
  read.set(key, answer);
  const { origins = {} } = await answer;
  return Object.values(origins).reduce((sum, measures) => sum + (measures[measure] ?? 0), 0);
}
