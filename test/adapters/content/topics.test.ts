/** The topic of a template, from the document to the decision: consent and caps are per topic, for every sender of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { Program } from '../../../engine/compile/program.ts';
import type { Input } from '../../../engine/model/decision.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { everybodySegment, newsOnPing } from '../../harness/sample-documents.ts';
import { makeTemplate } from '../../harness/templates.ts';

const start = Date.parse('2026-11-02T08:00:00Z');
const HOUR = 3_600_000;

const documents = `
${newsOnPing}
---
kind: journey
id: on-pong
status: live
trigger: { event: Pong }
start: write
steps:
  write: { type: send, template: news-mail, next: done }
  done: { type: end }
---
${everybodySegment}
---
kind: campaign
id: bulletin
status: live
audience: { segment: everybody }
send: news-mail
schedule: { at: "2026-11-02T09:00:00Z" }
`;
const topicCap = `---
kind: policy
id: contact
status: live
caps: [{ limit: 1, within: P7D, topic: news }]
`;

let program: Program;
let capped: Program;
beforeAll(async () => {
  program = compileProgram(await makeProgram(documents));
  capped = compileProgram(await makeProgram(documents + topicCap));
});

function makeEvent(name: string, at: number, consent?: Readonly<Record<string, boolean>>) {
  const detail = { userId: 'u', traits: { email: 'u@example.com' }, context: { consent } };
  const event = { id: `${name}-${at}`, source: 'shop', 'detail-type': name, detail };
  const touchpoint = parseTouchpoint({ ...event, time: new Date(at).toISOString() });
  return { at, input: { kind: 'touchpoint', touchpoint } satisfies Input };
}

/** Reasons for the messages: consent first, then what sends. */
function decideSends(by: Program, consent: Readonly<Record<string, boolean>>, ...names: readonly string[]) {
  const arrivals = names.map((name, index) => {
    const at = start + (index + 1) * HOUR;
    if (name !== 'campaign') return makeEvent(name, at);
    return { at, input: { kind: 'campaign', campaign: 'bulletin', run: at } satisfies Input };
  });
  const all = [makeEvent('Signed Up', start, consent), ...arrivals];
  const { steps } = simulatePerson(by, createProfile('P1', start), all, start + 24 * HOUR);
  return steps
    .flatMap(({ entries }) => entries)
    .flatMap(({ traces }) => traces)
    .filter(({ action }) => action === 'send')
    .map(({ reason }) => reason);
}

describe.each([
  ['a rule', 'Ping'],
  ['a journey', 'Pong'],
  ['a campaign', 'campaign'],
])('%s that sends a template with a topic', (_who, name) => {
  it('does not write to a person who said no to the topic', () => {
    expect(decideSends(program, { email: true, 'email/news': false }, name)).toEqual(['unsubscribed']);
  });

  it('writes to a person who said yes to the topic alone', () => {
    expect(decideSends(program, { 'email/news': true }, name)).toEqual(['sent_to_channel']);
  });
});

it('A cap on a topic counts its templates, whatever sent them', () => {
  expect(decideSends(capped, { email: true }, 'Ping', 'Ping', 'Pong', 'campaign')).toEqual([
    'sent_to_channel',
    'frequency_capped',
    'frequency_capped',
    'frequency_capped',
  ]);
});

it('The header holds every field of the document but the content and what only people read', async () => {
  const content = { subject: 'Hi', html: '<p>Hi {{ profile.traits.first_name }}</p>' };
  const document = {
    topic: 'news',
    name: 'A name',
    description: 'A text',
    locales: { it: { subject: 'Ciao' } },
  };
  const { header } = await compileTemplate(makeTemplate(content, document));
  expect(header).toEqual({
    id: 'welcome',
    channel: 'email',
    class: 'transactional',
    topic: 'news',
    revision: expect.stringMatching(/^[0-9a-f]{20}$/),
    locales: ['it'],
    variables: ['profile.traits.first_name'],
  });
});
