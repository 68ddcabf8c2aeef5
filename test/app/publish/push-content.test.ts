/** What publishing says about the content of a push, before a platform refuses it. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { findLargePush, measurePush } from '../../../app/publish/push-size.ts';
import type { TemplateContent, TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { expectProblems } from '../../harness/journey-samples.ts';

const makePush = (content: TemplateContent, more: object = {}): TemplateDocument => ({
  kind: 'template',
  id: 'p',
  status: 'live',
  channel: 'push',
  class: 'promotional',
  content,
  ...more,
});
const shown = { title: 'Hello', body: 'There' };
const compile = async (content: TemplateContent) => (await compileTemplate(makePush(content))).compiled;

it.each([
  ['a silent push', { silent: true, data: { sync: 'cart' } }],
  ['a number and a value as badge', { ...shown, badge: '{{ profile.traits.unread | default: 0 }}' }],
  ['every field', { ...shown, image: 'https://x.example/a.png', sound: 'default', badge: 0, timeToLive: 60 }],
  [
    'raw content',
    { ...shown, raw: { apns: { aps: { 'thread-id': 't' } }, gcm: { android: { priority: 'HIGH' } } } },
  ],
])('takes %s', (_what, content) => {
  expectProblems(makePush(content), []);
});

it.each([
  [{ silent: true, title: 'Hi', data: {} }, 'content.title: A silent push shows nothing'],
  [{ ...shown, data: { aps: 'x' } }, 'content.data.aps: The platforms reserve this name'],
  [{ ...shown, data: { 'google.c': 'x' } }, 'content.data["google.c"]: The platforms reserve'],
  [{ ...shown, data: { 'percorso-message': 'x' } }, 'content.data.percorso-message: The platforms reserve'],
  [{ ...shown, image: 'data:image/png;base64,AA' }, 'content.image: Give the https address'],
  [{ ...shown, collapseKey: 'k'.repeat(65) }, 'content.collapseKey: APNs accepts'],
  [{ ...shown, timeToLive: 2_419_201 }, 'content.timeToLive:'],
  [{ ...shown, raw: { adm: {} } }, 'content.raw'],
  [{ title: 'Hello' }, 'content.body: Content for push needs "body"'],
])('refuses %j', (content, problem) => {
  expectProblems(makePush(content as TemplateContent), [`template/p ${problem}`]);
});

it.each([
  [{ apns: { aps: null } }, 'apns.aps: APNs needs aps'],
  [{ apns: { aps: { 'content-available': 1 } } }, 'apns.aps.content-available: A push that shows'],
  [{ apns: { aps: { 'content-available': null } } }, 'apns.aps.content-available: A push that shows'],
  [{ apns: { aps: { 'content-available': '0' } } }, 'apns.aps.content-available: A push that shows'],
  [{ apns: { aps: { alert: null } } }, 'apns.aps: Nothing is left to show'],
  [{ apns: { 'percorso-message': null, 'percorso-profile': 'x' } }, 'apns.percorso-profile: The platforms'],
  [{ gcm: { data: { n: 5 } } }, 'gcm.data.n: FCM accepts only texts'],
  [{ gcm: { data: { o: { a: 1 } } } }, 'gcm.data.o: FCM accepts only texts'],
  [{ gcm: { data: 'x' } }, 'gcm.data: FCM accepts an object'],
  [{ gcm: { data: { 'percorso-message': 'x' } } }, 'gcm.data.percorso-message: The platforms'],
  [{ gcm: { android: { data: { n: true } } } }, 'gcm.android.data.n: FCM accepts only texts'],
  [{ gcm: { token: 'other' } }, 'gcm.token: Pinpoint sets the receiver'],
  [{ gcm: { topic: 'all' } }, 'gcm.topic: Pinpoint sets the receiver'],
  [{ gcm: { condition: 'a' } }, 'gcm.condition: Pinpoint sets the receiver'],
  [{ gcm: { notification: null, data: null } }, 'gcm: Nothing is left of the message'],
])('refuses raw content with which each push fails: %j', (raw, problem) => {
  const content = { ...shown, raw } as TemplateContent;
  expectProblems(makePush(content), [`template/p content.raw.${problem}`]);
  const push = makePush(shown, { locales: { it: { raw } } });
  expectProblems(push, [`template/p locales.it.raw.${problem}`]);
});

it('refuses raw content that shows a silent push', () => {
  const raw = { apns: { aps: { alert: 'Hi', badge: 1 } } };
  expectProblems(makePush({ silent: true, raw }), [
    'template/p content.raw.apns.aps.alert: A silent push shows nothing',
    'template/p content.raw.apns.aps.badge: A silent push shows nothing',
  ]);
});

it('refuses a silent push whose locale shows something', () => {
  const push = makePush({ silent: true }, { locales: { it: { title: 'Ciao' } } });
  expectProblems(push, ['template/p locales.it.title: A silent push shows nothing']);
});

it('refuses a payload whose fixed text is larger than a platform accepts, and names both sizes', async () => {
  const large = await compile({ ...shown, body: 'è'.repeat(2100) });
  expect(findLargePush(large)).toEqual([
    {
      segments: ['content'],
      remedy: 'The payload for APNs has 4,267 of 4,096 bytes: APNs refuses it. Shorten it.',
      code: 'too_large',
    },
    {
      segments: ['content'],
      remedy: 'The payload for FCM has 4,244 of 4,096 bytes: FCM refuses it. Shorten it.',
      code: 'too_large',
    },
  ]);
});

it('only warns where a condition chooses between the texts', async () => {
  const body = `{% if profile.traits.vip %}${'a'.repeat(2100)}{% else %}${'b'.repeat(2100)}{% endif %}`;
  const findings = findLargePush(await compile({ ...shown, body }));
  expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
});

it('refuses one that only raw content makes too large, on its platform', async () => {
  const compiled = await compile({ ...shown, raw: { gcm: { data: { blob: 'x'.repeat(4096) } } } });
  expect(findLargePush(compiled).map(({ remedy }) => remedy)).toEqual([
    expect.stringContaining('The payload for FCM'),
  ]);
});

it('renders values into every field, and each text of raw content alone', async () => {
  const template = await compile({
    ...shown,
    title: 'Hi {{ profile.traits.name }}',
    image: ' https://x.example/{{ profile.traits.name }}.png ',
    badge: '{{ profile.traits.unread }}',
    collapseKey: 'cart\n{{ profile.traits.name }}',
    raw: { apns: { aps: { 'thread-id': '{{ profile.traits.name }}', 'relevance-score': 0.5 } } },
  });
  const render = createContentRenderer(defaultLimits);
  const variables = { profile: { traits: { name: 'A"nn', unread: 4 } } };
  const [apns] = measurePush(render({ template, variables, now: 0 }));
  expect(apns?.payload).toMatchObject({
    aps: { alert: { title: 'Hi A"nn' }, badge: 4, 'thread-id': 'A"nn', 'relevance-score': 0.5 },
    image: 'https://x.example/A"nn.png',
  });
  expect(apns?.bytes).toBe(Buffer.byteLength(JSON.stringify(apns?.payload)));
});
