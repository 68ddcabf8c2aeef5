/** Email as parsers that share no code with the product read it: headers once, signed, and encoded right. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../../adapters/content/render-content.ts';
import { shapeEmail } from '../../../../adapters/content/shape-content.ts';
import { createSesProvider } from '../../../../adapters/providers/ses-email.ts';
import { toVariables } from '../../../../app/send/message-links.ts';
import type { SendMessage } from '../../../../engine/model/effects.ts';
import { composeMime } from '../../../../local/services/ses/compose-mime.ts';
import { readEmail } from '../../../../local/services/ses/message.ts';
import { openLoopbackServer } from '../../../harness/loopback-server.ts';
import { connectTo } from '../../../harness/provider-server.ts';
import { sampleLinks, samplePublicUrl } from '../../../harness/sample-links.ts';
import { makeMessage } from '../../../harness/sending-setup.ts';
import { parseEmail, readHeaders, signAndVerify } from './parse-sent.ts';

const settings = {
  sender: 'Lucerna coffee <hello@lucerna.example>',
  configurationSets: { promotional: 'set', transactional: 'set-transactional' },
  tenant: '',
  unsubscribeMailbox: '',
};
const render = createContentRenderer(defaultLimits);

interface Letter {
  readonly subject?: string;
  readonly traits?: Readonly<Record<string, string>>;
  readonly message?: Partial<SendMessage>;
  readonly sender?: string;
  readonly mailbox?: string;
}

const compiled = await compileTemplate({
  kind: 'template',
  id: 'letter',
  status: 'live',
  channel: 'email',
  class: 'promotional',
  content: { subject: '{{ profile.traits.name }}', html: '<p>Hello {{ profile.traits.name }}</p>' },
});

/** The raw message, by the product's provider and the local SES. */
async function compose({ traits = { name: 'Anna' }, message: own = {}, sender, mailbox }: Letter = {}) {
  const message = makeMessage({ channel: 'email', to: 'anna@example.com', topic: 'news', ...own });
  const urls = await sampleLinks.make(message, ['unsubscribe', 'preferences']);
  const variables = { profile: { traits: { ...traits } }, ...toVariables(urls) };
  const fields = render({ template: compiled.compiled, variables, now: 0 });
  const list = { name: 'news', unsubscribeUrl: urls.unsubscribe ?? '', ...(mailbox && { mailbox }) };
  const server = await openLoopbackServer();
  try {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    const { from, replyTo } = message;
    const shaped = shapeEmail({ ...fields, ...(from && { from }), ...(replyTo && { replyTo }) }, list);
    const isPromotional = message.class === 'promotional';
    const { list: _list, ...plain } = shaped;
    await createSesProvider({ ...settings, ...(sender && { sender }) }, connectTo(server)).send(
      message,
      isPromotional ? shaped : plain,
    );
    const email = readEmail(server.requests[0]?.body as Record<string, unknown>);
    return composeMime({ email, messageId: 'm1', sentAt: 1_764_000_000_000, caller: 'test' });
  } finally {
    await server.close();
  }
}

const listHeaders = ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id'];

describe('a promotional email', () => {
  it('has each header of its list once, and all are in the signature', async () => {
    const mime = await compose({ mailbox: 'stop@lucerna.example' });
    for (const name of [...listHeaders, 'Feedback-ID', 'From', 'To', 'Subject', 'Date', 'Message-ID']) {
      expect([name, readHeaders(mime, name).length]).toEqual([name, 1]);
    }
    const { result, signed } = await signAndVerify(mime, 'lucerna.example');
    expect(result).toBe('pass');
    expect(signed).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'list-id']));
    const { headers } = await parseEmail(mime);
    const find = (key: string) => headers.find((header) => header.key === key)?.value;
    const [web = '', mailto = ''] = find('list-unsubscribe')?.split(', ') ?? [];
    expect(web).toMatch(/^<https:\/\/links\.example\.com\/u\/[\w-]+>$/);
    const token = web.slice(`<${samplePublicUrl}/u/`.length, -1);
    expect(mailto).toBe(`<mailto:stop@lucerna.example?subject=unsubscribe%20${token}>`);
    expect(new URL(mailto.slice(1, -1)).searchParams.get('subject')).toBe(`unsubscribe ${token}`);
    expect(find('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(find('list-id')).toBe('<news.lucerna.example>');
    expect(find('feedback-id')).toMatch(/^rule_greet:news:[^:]+:AmazonSES$/);
  });

  it('shows the same link to its reader, in both parts', async () => {
    const mime = await compose();
    const { html = '', text = '' } = await parseEmail(mime);
    const [link = ''] = readHeaders(mime, 'List-Unsubscribe');
    expect(html).toContain(`<a href="${link.slice(1, -1)}"`);
    expect(text).toContain(`Unsubscribe (${link.slice(1, -1)})`);
  });

  it('has no line that is longer than RFC 5322 allows, however long the address is', async () => {
    const to = `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example.com`;
    const mime = await compose({ message: { to }, mailbox: 'stop@lucerna.example' });
    expect(Math.max(...mime.split('\r\n').map(({ length }) => length))).toBeLessThan(998);
    expect(readHeaders(mime, 'List-Unsubscribe')[0]).toMatch(/^<https:/);
  });
});

it('a transactional email has none of the headers of a list', async () => {
  const mime = await compose({ message: { class: 'transactional' } });
  expect(listHeaders.flatMap((name) => readHeaders(mime, name))).toEqual([]);
  expect(readHeaders(mime, 'Feedback-ID')[0]).toMatch(/:transactional:/);
});

describe('the sender', () => {
  it.each([
    ['Rossi, Anna & Figli S.p.A.'],
    ['Anna "la Rossa" Rossi'],
    ['Müller Käse'],
    ['Caffè 🫘 Lucerna 👩‍🌾'],
    ['C:\\shop; (Turin) [IT]'],
    ['=?UTF-8?B?SGFja2Vk?='],
    ['È un nome molto lungo, con virgole, accenti e faccine 😀, che non entra in una parola codificata sola'],
  ])('comes out as it was written: %s', async (name) => {
    const email = await parseEmail(await compose({ message: { from: `${name} <news@lucerna.example>` } }));
    expect(email.from).toEqual({ name, address: 'news@lucerna.example' });
  });

  it('may be written with the quotes of RFC 5322', async () => {
    const from = '"Rossi, Anna \\"la Rossa\\"" <news@lucerna.example>';
    expect((await parseEmail(await compose({ message: { from } }))).from).toEqual({
      name: 'Rossi, Anna "la Rossa"',
      address: 'news@lucerna.example',
    });
  });

  it('and the reply address of a journey replace those of the stage', async () => {
    const message = { from: 'Club <club@lucerna.example>', replyTo: 'Caffè, Club <help@bücher.example>' };
    const email = await parseEmail(await compose({ message }));
    expect(email.from?.address).toBe('club@lucerna.example');
    expect(email.replyTo).toEqual([{ name: 'Caffè, Club', address: 'help@xn--bcher-kva.example' }]);
    expect((await parseEmail(await compose())).from?.address).toBe('hello@lucerna.example');
  });
});

/** What a person may have typed as a name, to get into the headers. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '\u0085',
        '\u0000',
        '\v',
        'Bcc: eve@evil.example',
        '\r\n\r\n<script>',
        '=?UTF-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=',
        '=?utf-8?q?=0D=0ABcc:_eve@evil.example?=',
        '" <eve@evil.example>,',
        ', eve@evil.example',
        '<eve@evil.example>',
        'Müller',
        '😀',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

describe('nothing from a person’s data', () => {
  it('adds a header, a recipient or a sender, whatever it is', { timeout: 60_000 }, async () => {
    const plain = await parseEmail(await compose());
    const keys = plain.headers.map(({ key }) => key);
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        const mime = await compose({ traits: { name: `Anna ${name}` } });
        const email = await parseEmail(mime);
        expect(email.headers.map(({ key }) => key)).toEqual(keys);
        expect([email.from, email.to, email.replyTo, email.bcc]).toEqual([
          plain.from,
          plain.to,
          plain.replyTo,
          plain.bcc,
        ]);
        expect(readHeaders(mime, 'List-Unsubscribe')).toHaveLength(1);
        // One line, and what mail programs decode is not more than what was written.
        expect(email.subject).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
        expect(email.subject?.length).toBeLessThanOrEqual(`Anna ${name}`.length + 10);
      }),
      { numRuns: 60 },
    );
  });

  it('is decoded as an encoded word that the person typed', async () => {
    const mime = await compose({ traits: { name: '=?utf-8?q?=0D=0ABcc:_eve@evil.example?=' } });
    expect((await parseEmail(mime)).subject).toBe('= ?utf-8?q?=0D=0ABcc:_eve@evil.example?=');
  });
});
