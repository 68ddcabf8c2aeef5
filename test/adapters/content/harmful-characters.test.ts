/** A person's data puts no control character, broken text or direction override into any part of a message. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { shapeEmail, shapeSms } from '../../../adapters/content/shape-content.ts';
import { createWebhookCaller } from '../../../adapters/providers/http-webhook.ts';
import { createPinpointPushProvider } from '../../../adapters/providers/pinpoint-push.ts';
import { createSesProvider } from '../../../adapters/providers/ses-email.ts';
import type { CompiledTemplate } from '../../../app/ports/program-store.ts';
import { readPushNotification } from '../../../engine/messages/push/push-notification.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { connectTo } from '../../harness/provider-server.ts';
import { makeMessage } from '../../harness/sending-setup.ts';
import { makeSms, makeTemplate, wrapMjml } from '../../harness/templates.ts';
import { makeCall } from '../../harness/webhook-call.ts';

const render = createContentRenderer(defaultLimits);
const value = '{{ profile.traits.x }}';
// Filters that decode or cut text make characters that the stated text does not contain.
const made = '{{ profile.traits.x | url_decode }}{{ profile.traits.x | slice: 0, 3 }}';
const link = 'https://shop.example/cart';

const html = `<p title="${value}">${value} ${made}{{ profile.traits.x | newline_to_br }}{{ profile.traits.x | raw }}</p>
<a href="${link}">cart</a>`;
const documents: Readonly<Record<string, TemplateDocument>> = {
  html: makeTemplate({ subject: `s ${value} ${made}`, preheader: value, html }),
  mjml: makeTemplate({ subject: value, preheader: value, mjml: wrapMjml(`<mj-text>${value}</mj-text>`) }),
  text: makeTemplate({ subject: value, html: `<p>${value}</p>`, text: `${value}\n${made} ${link}` }),
  sms: makeSms(`Hi ${value} ${made}: ${link}`),
  push: makeTemplate(
    { title: value, body: `${value} ${made}`, url: `${link}?a=${value}`, data: { note: `${value}${made}` } },
    { channel: 'push' },
  ),
};
const names = Object.keys(documents);
const compiled = new Map<string, CompiledTemplate>();

const harmful = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029\u202a-\u202e]/u;
const notInOneLine = /[\p{Cc}\u2028\u2029]/u;
const oneLine = new Set(['subject', 'title', 'url']);

const codes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, place) => String.fromCharCode(from + place));
const listed = [
  ...codes(0x00, 0x1f),
  ...codes(0x7f, 0x9f),
  ...codes(0x2028, 0x202e),
  '\ud800',
  '\udfff',
  '\ufffe',
  '\uffff',
  '\r\n',
];
/** What decoding turns into such a character. */
const encoded = ['%00', '%E2%80%AE', '%0D%0ABcc:', '&#0;', '&#x202e;', '&#8238;', '&#27;', '&#xD800;'];
const stated = fc
  .array(
    fc.oneof(
      fc.constantFrom(...listed),
      fc.constantFrom(...encoded),
      fc.constantFrom('Ann', 'è', '😀', '\u2066', '\u200f', 'עברית', ' ', '\t', '\n', '<b>', '=?utf-8?q?x?='),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

let server: LoopbackServer;
beforeAll(async () => {
  server = await openLoopbackServer();
  for (const name of names) {
    const document = documents[name] as TemplateDocument;
    compiled.set(name, (await compileTemplate({ ...document, id: name })).compiled);
  }
});
afterAll(() => server.close());

function renderWith(name: string, x: string) {
  const template = compiled.get(name) as CompiledTemplate;
  return render({ template, variables: { profile: { traits: { x } } }, now: 0 });
}

describe('Text that a person stated', () => {
  it('brings no harmful character into any field, and no line break into a field of one line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), stated, (name, x) => {
        const fields = renderWith(name, x);
        for (const [field, text] of Object.entries(fields)) {
          expect(harmful.test(text), `${field}: ${JSON.stringify(text)}`).toBe(false);
          if (oneLine.has(field)) expect(notInOneLine.test(text), field).toBe(false);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('loses each of them, in every field of every channel', () => {
    for (const character of listed) {
      const isKept = (field: string) => /^[\t\n]$/.test(character) && !oneLine.has(field);
      for (const [field, text] of names.flatMap((name) =>
        Object.entries(renderWith(name, `a${character}b`)),
      )) {
        if (!isKept(field)) expect(text, field).not.toContain(`a${character}b`);
      }
    }
  });

  it('keeps line breaks, tabs, emoji and right-to-left text', () => {
    const x = 'a\r\nb\tc\n\nd\u2028e 👩‍👩‍👧 \u2067עברית\u2069 \u200fx';
    expect(renderWith('sms', x)['body']).toContain('a\nb\tc\n\nd\ne 👩‍👩‍👧 \u2067עברית\u2069 \u200fx');
  });

  it('reaches the providers without them: the requests for email, SMS and push', async () => {
    const x = 'Ann\u0000\u001b[31m\u0085\u202egnp.exe\ud800\r\nBcc: all@example.com';
    const email = renderWith('html', x);
    const settings = {
      sender: 'Shop <hello@shop.example>',
      configurationSets: { promotional: 'set', transactional: 'set-transactional' },
      tenant: '',
      unsubscribeMailbox: '',
    };
    const ses = createSesProvider(settings, connectTo(server));
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    await ses.send(makeMessage({ channel: 'email' }), shapeEmail(email));
    const push = createPinpointPushProvider('app', () => 0, connectTo(server));
    const to = 'gcm:token';
    const result = { token: { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: 'push-1' } };
    server.answers.push({ status: 200, body: { ApplicationId: 'app', Result: result } });
    await push.send(makeMessage({ channel: 'push', to }), readPushNotification(renderWith('push', x)));
    const requests = server.requests.splice(0).map(({ body }) => listTexts(body));
    expect(requests.map((texts) => texts.filter((text) => text.includes('Ann')).length)).toEqual([3, 12]);
    expect(requests.flat().filter((text) => harmful.test(text))).toEqual([]);
    expect(shapeSms(renderWith('sms', 'Ann\u0000')).body).toContain('Hi Ann ');
  });
});

it('a webhook gets the text as it was stated: JSON escapes what is harmful in its own bytes', async () => {
  const caller = createWebhookCaller({
    secrets: { resolve: async () => ({ headers: {} }) },
    now: () => 0,
  });
  await fc.assert(
    fc.asyncProperty(stated, async (x) => {
      await caller.call(makeCall(`${server.url}/hook`, { headers: {}, body: { x } }));
      expect(server.requests.pop()?.body).toEqual({ x });
    }),
    { numRuns: 20 },
  );
});

function listTexts(body: unknown): string[] {
  // Raw content of a push is JSON in a text: its escapes would hide what a device gets.
  if (typeof body === 'string') return body.startsWith('{') ? listTexts(JSON.parse(body)) : [body];
  return typeof body === 'object' && body !== null ? Object.values(body).flatMap(listTexts) : [];
}
