/** `percorso preview` and `simulate --bodies`: what messages say, without sending any. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewTemplate } from '../../../../cli/commands/simulation/preview.ts';
import { describeSms } from '../../../../cli/output/describe-sms.ts';
import { readPreviewPerson, readStageSource } from '../../../../cli/preview/preview-source.ts';
import { countSmsParts } from '../../../../engine/channels/count-sms-parts.ts';
import { countSmsParts as countAsTheCloud } from '../../../../local/services/sms/parts.ts';
import { openStage } from '../../../harness/recorded-life.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

const config = `
kind: template
id: shipped
status: live
channel: email
class: promotional
topic: news
content:
  from: "Lucerna <orders@lucerna.example>"
  subject: "Order {{ event.properties.orderId | default: 'x' }} for {{ profile.traits.first_name | default: 'you' }}"
  html: "<p>It comes {{ event.properties.day | default: 'now' | date: '%A' }} & costs {{ profile.computed.spent | default: 0 | money: 'EUR' }}.</p>"
locales:
  it:
    subject: "Ordine per {{ profile.traits.first_name | default: 'te' }}"
    html: "<p>Arriva {{ event.properties.day | default: 'now' | date: '%A' }}.</p>"
---
kind: template
id: text
status: draft
channel: sms
class: transactional
content: { body: "Ciao {{ profile.traits.first_name | default: 'a te' }} 😀" }
---
kind: template
id: ping
status: live
channel: push
class: transactional
content: { title: "Ping", body: "Pong", url: "app://x", data: { k: "{{ profile.traits.first_name | default: 'v' }}" } }
---
kind: trait
id: spent
status: live
function: sum
event: Order Completed
path: properties.total
---
kind: rule
id: r
status: live
trigger: { event: Order Completed }
actions: [{ send: shipped }]
`;

let folder: Folder;
beforeAll(() => {
  folder = openFolder();
  folder.write('config.yaml', config);
  folder.write('anna.json', '{ "userId": "anna", "traits": { "first_name": "Anna", "locale": "it-IT" } }');
  folder.write(
    'order.jsonl',
    '{"event":"Order Completed","userId":"anna","timestamp":"2026-11-20T10:00:00Z","traits":{"email":"a@example.com"},"context":{"consent":{"email":true}},"properties":{"orderId":"A7","day":"2026-12-24","total":12.5}}',
  );
});
afterAll(() => folder.remove());

const run = (...words: string[]) => runCommand(words, { directory: folder.path });

it('shows an email to a person, and writes its HTML and text', async () => {
  const words = ['preview', 'shipped', 'config.yaml', '--profile', 'anna.json', '--event', 'order.jsonl'];
  const { exitCode, output } = await run(...words, '--out', 'shown');
  expect(exitCode).toBe(0);
  expect(output).toContain('From: Lucerna <orders@lucerna.example>');
  expect(output).toContain('Subject: Ordine per Anna');
  expect(output).toContain('Arriva giovedì.');
  const written = readFileSync(join(folder.path, 'shown/shipped.html'), 'utf8');
  for (const name of ['shown/shipped.html', 'shown/shipped.txt'])
    expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
  expect(written).toMatch(/^<p>Arriva giovedì.<\/p>/);
  // Marked as a sample: a link of a preview opens nothing.
  expect(written).toContain('<a href="https://links.example.com/u/sample"');
  expect(output).toContain('Preferenze (https://links.example.com/p/sample)');
  const english = await run(...words, '--out', 'shown', '--locale', 'en');
  expect(english.output).toContain('Subject: Order A7 for Anna');
  expect(english.output).toContain('It comes Thursday & costs €12.50.');
});

it('shows a draft of an SMS with its parts, and what a push carries', async () => {
  const sms = await run('preview', 'text', 'config.yaml');
  expect(sms.output).toContain('Ciao a te 😀');
  expect(sms.output).toContain('1 part (Unicode), 11 characters');
  const push = await run('--json', 'preview', 'ping', 'config.yaml', '--profile', 'anna.json');
  expect(JSON.parse(push.output)).toMatchObject({
    rendered: { title: 'Ping', 'data.k': 'Anna' },
    payloads: {
      apns: { payload: { aps: { alert: { title: 'Ping', body: 'Pong' } }, url: 'app://x', k: 'Anna' } },
      gcm: {
        payload: { notification: { title: 'Ping', body: 'Pong' }, data: { url: 'app://x', k: 'Anna' } },
      },
    },
  });
  const shown = await run('preview', 'ping', 'config.yaml', '--profile', 'anna.json');
  expect(shown.output).toMatch(/The payload for APNs has \d+ of 4,096 bytes\.[\s\S]*"k": "Anna"/);
  expect(shown.output).toMatch(/The payload for FCM has \d+ of 4,096 bytes\.[\s\S]*"k": "Anna"/);
});

it('names the templates that there are, and refuses two people', async () => {
  const wrong = await run('preview', 'shiped', 'config.yaml');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.errors).toContain('Did you mean "shipped"?');
  const two = await run('preview', 'shipped', 'config.yaml', '--profile', 'anna.json', '--user', 'anna');
  expect(two.exitCode).toBe(2);
});

it('shows what is in force to a person of the stage, whatever their consent', async () => {
  const stage = await openStage();
  await stage.publish(config.replace('status: draft', 'status: live'));
  const order = { orderId: 'A7', day: '2026-12-24', total: 12.5 };
  const traits = { first_name: 'Bo', email: 'b@example.com' };
  await stage.live(
    'bo',
    [{ at: '2026-11-20T10:00:00Z', event: 'Order Completed', traits, properties: order }],
    '2026-11-21T10:00:00Z',
  );
  const source = await readStageSource('shipped', stage.programs);
  const at = { directory: folder.path, now: Date.parse('2026-11-22T12:00:00Z') };
  const person = await readPreviewPerson({ user: 'profile-of-bo' }, stage, at);
  const { json, lines } = await previewTemplate(
    source,
    person,
    { out: 'shown' },
    { directory: folder.path, env: {} },
  );
  expect(lines).toContain('Subject: Order x for Bo');
  expect(json).toMatchObject({
    rendered: { text: expect.stringMatching(/^It comes Sunday & costs €12\.50\.\n/) },
  });
});

it('shows bodies in a simulation, in text and in JSON', async () => {
  const words = ['simulate', 'config.yaml', '--events', 'order.jsonl', '--until', '2026-11-21'];
  expect((await run(...words)).output).not.toContain('It comes Thursday');
  expect((await run(...words, '--bodies')).output).toContain('| It comes Thursday & costs €12.50.');
  const { steps } = JSON.parse((await run('--json', ...words, '--bodies')).output);
  const effects = steps.flatMap((step: { effects: object[] }) => step.effects);
  expect(effects.filter(({ kind }: { kind?: string }) => kind === 'SendMessage')).toMatchObject([
    { rendered: { subject: 'Order A7 for you', text: expect.any(String) } },
  ]);
});

it('counts parts of SMS as the local cloud does, which read the same pages and shares no code', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '€', '😀', 'ç', 'é', '{', ' '), maxLength: 400 });
  fc.assert(
    fc.property(text, (body) => {
      expect(countSmsParts(body)).toEqual(countAsTheCloud(body));
    }),
  );
});

it('uses the last event of the person, where the file has events of several people', async () => {
  folder.write(
    'shop.jsonl',
    ['anna', 'bruno']
      .map((userId) =>
        JSON.stringify({ event: 'Order Completed', userId, properties: { orderId: `order of ${userId}` } }),
      )
      .join('\n'),
  );
  const words = ['preview', 'shipped', 'config.yaml', '--event', 'shop.jsonl'];
  const known = await run(...words, '--profile', 'anna.json', '--locale', 'en');
  expect(known.output).toContain('order of anna');
  const unknown = await run(...words);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.errors).toContain('about 2 people: anna, bruno');
});

it('names what it did not do, and how many templates it does not list', async () => {
  const text = (id: string) =>
    `kind: template\nid: ${id}\nstatus: live\nchannel: sms\nclass: transactional\ncontent: { body: Hi }\n`;
  const ids = Array.from({ length: 14 }, (_, index) => `t${index + 10}`);
  folder.write('many.yaml', ids.map(text).join('---\n'));
  const { errors } = await run('preview', 'nope', 'many.yaml');
  expect(errors).toContain(
    'Templates: t10, t11, t12, t13, t14, t15, t16, t17, t18, t19, t20, t21 and 2 more.',
  );
  folder.write('invalid.yaml', `${text('one')}layout: nothing\n`);
  expect((await run('preview', 'one', 'invalid.yaml')).output).toContain('1 error: nothing was rendered.');
});

it('shows parts, price and the characters that make an SMS Unicode', () => {
  expect(describeSms('Già “qui”', '+34612345678')).toEqual([
    '1 part (Unicode), 9 characters',
    'Unicode because of “ (U+201C), ” (U+201D).',
    'Price to ES: $0.06087, without carrier fees',
  ]);
  expect(describeSms(`Già “qui”${'.'.repeat(70)}`, undefined)[1]).toBe(
    'Unicode because of “ (U+201C), ” (U+201D). With GSM characters instead: 1 part.',
  );
  expect(describeSms('Già qui', '+393331234567')).toEqual([
    '1 part (GSM), 7 characters',
    'Price to IT: not known. Add it to the policy: sms: { prices: { ... } }.',
  ]);
  expect(describeSms('Già qui', '+393331234567', { IT: 0.07 }).at(-1)).toBe(
    'Price to IT: $0.07, without carrier fees',
  );
});
