/** Sender, reply address and preheader of a template, from the document to the call of SES. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { shapeEmail } from '../../../adapters/content/shape-content.ts';
import { createSesProvider } from '../../../adapters/providers/ses-email.ts';
import { planProgram } from '../../../app/publish/plan-program.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import { validateWithTable } from '../../../app/publish/validate-with-table.ts';
import type { TemplateContent, TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { connectTo } from '../../harness/provider-server.ts';
import { openMemoryPorts, putAll } from '../../harness/samples.ts';
import { makeMessage } from '../../harness/sending-setup.ts';
import { makeTemplate, wrapMjml } from '../../harness/templates.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await openLoopbackServer();
});
afterAll(() => server.close());

const render = createContentRenderer(defaultLimits);

async function send(template: TemplateDocument, locale?: string) {
  const { compiled } = await compileTemplate(template);
  const variables = { profile: { traits: { first_name: 'A & B' } } };
  const request = { template: compiled, variables, now: 0, ...(locale === undefined ? {} : { locale }) };
  const settings = {
    sender: 'Shop <hello@shop.example>',
    configurationSets: { promotional: 'set', transactional: 'set-transactional' },
    tenant: '',
    unsubscribeMailbox: '',
  };
  server.requests.length = 0;
  server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
  const fields = render(request);
  await createSesProvider(settings, connectTo(server)).send(
    makeMessage({ channel: 'email' }),
    shapeEmail(fields),
  );
  return { body: server.requests[0]?.body, fields };
}

async function validate(content: TemplateContent, more: Partial<TemplateDocument> = {}) {
  const { problems } = await validateStored([{ document: makeTemplate(content, more) }], compileTemplate);
  return problems.map(({ path, severity }) => `${severity} ${path}`);
}

const html = '<html><body class="x"><p>Hello</p></body></html>';

describe('An email', () => {
  it('comes from the template’s sender, and answers go to its reply address; each locale may have its own', async () => {
    const from = 'Caffè <news@brand.example>';
    const template = makeTemplate(
      { subject: 's', html, from, replyTo: 'help@brand.example' },
      { locales: { de: { subject: 's', html, from: 'hallo@brand.example' } } },
    );
    expect((await send(template)).body).toMatchObject({
      FromEmailAddress: '=?UTF-8?B?Q2FmZsOo?= <news@brand.example>',
      ReplyToAddresses: ['help@brand.example'],
    });
    expect((await send(template, 'de')).body).toMatchObject({
      FromEmailAddress: 'hallo@brand.example',
      ReplyToAddresses: ['help@brand.example'],
    });
  });

  it('comes from the stage’s sender where the template names none', async () => {
    const { body } = await send(makeTemplate({ subject: 's', html }));
    expect(body).toMatchObject({ FromEmailAddress: 'Shop <hello@shop.example>' });
    expect(body).not.toHaveProperty('ReplyToAddresses');
  });

  it.each([
    ['HTML', { html }],
    ['HTML without a body element', { html: '<p>Hello</p>' }],
    ['MJML', { mjml: wrapMjml('<mj-text>Hello</mj-text>') }],
  ])('shows its preheader beside the subject and nowhere else: %s', async (_what, content) => {
    const preheader = 'For {{ profile.traits.first_name }} < 5 € & more';
    const { fields } = await send(makeTemplate({ subject: 's', preheader, ...content }));
    const shown = /<div style="display:none[^"]*">([^<]*)<\/div>/.exec(fields['html'] ?? '');
    expect(shown?.[1]).toBe('For A &amp; B &lt; 5 € &amp; more');
    expect(fields['html']?.slice(0, shown?.index).replace(/<style[\s\S]*?<\/style>/g, '')).not.toContain(
      'Hello',
    );
    expect(fields['text']).toBe('Hello');
  });
});

describe('Validation', () => {
  it.each([
    ['a list', 'a@b.example, c@d.example'],
    ['Liquid', '{{ profile.traits.email }}'],
    ['no address', 'Lucerna'],
    ['a line break', 'Lucerna\n <a@b.example>'],
    ['an open bracket', 'Lucerna <a@b.example'],
  ])('refuses %s as sender and as reply address', async (_what, address) => {
    expect(await validate({ subject: 's', html, from: address })).toEqual(['error content.from']);
    expect(await validate({ subject: 's', html, replyTo: address })).toEqual(['error content.replyTo']);
  });

  it('takes an address with a name and without', async () => {
    expect(
      await validate({ subject: 's', html, from: 'Lucerna <a@b.example>', replyTo: 'ü@ü.example' }),
    ).toEqual([]);
  });

  it('warns of a locale that leaves a part in the default language', async () => {
    const part = (content: TemplateContent) => validate({ subject: 's', html }, { locales: { it: content } });
    expect(await part({ html })).toEqual(['warning locales.it']);
    expect(await part({ subject: 'Ciao' })).toEqual(['warning locales.it']);
    expect(await part({ subject: 'Ciao', html })).toEqual([]);
    const push = { channel: 'push' as const, locales: { it: { title: 'Ciao' } } };
    expect(await validate({ title: 't', body: 'b' }, push)).toEqual(['warning locales.it']);
  });

  it('refuses sender and preheader outside of email', async () => {
    const content = { body: 'b', from: 'a@b.example', preheader: 'x' };
    expect(await validate(content, { channel: 'sms' })).toEqual([
      'error content.from',
      'error content.preheader',
    ]);
  });

  it('refuses Liquid in the address of a message, which is one for everybody', async () => {
    const trigger = { event: 'A' };
    const document = {
      kind: 'rule',
      id: 'r',
      status: 'live',
      trigger,
      actions: [{ send: 'welcome', to: '{{ profile.traits.work }}' }],
    };
    const { problems } = await validateStored(
      [{ document: makeTemplate({ subject: 's', html }) }, { document }],
      compileTemplate,
    );
    expect(problems).toMatchObject([
      { path: 'actions[0].to', remedy: expect.stringContaining('one address') },
    ]);
  });
});

describe('An origination that the stage may not use', () => {
  const allowed = [
    'pool-1',
    'Shop',
    'phone-1',
    'arn:aws:sms-voice:eu-south-1:123456789012:sender-id/News/IT',
  ];
  const policy = (originations: object, status = 'live') => ({
    kind: 'policy',
    id: 'p',
    status,
    sms: { originations },
  });
  const warn = async (document: object, originations: readonly string[] = allowed) => {
    const ports = { ...openMemoryPorts(), originations: async () => originations };
    const { problems } = await validateWithTable([{ document }], ports);
    return problems.map(({ path, code, severity }) => `${severity} ${code} ${path}`);
  };

  it('is reported by country, in a live policy of a stage that limits them', async () => {
    const document = policy({ default: 'Shop', IT: 'Other', FR: 'pool-2', DE: 'phone-2' });
    const expected = ['IT', 'FR', 'DE'].map(
      (country) => `warning origination_not_allowed sms.originations.${country}`,
    );
    expect(await warn(document)).toEqual(expected);
    expect(await warn(policy({ IT: 'Other' }, 'draft'))).toEqual([]);
    const unlimited = { ...openMemoryPorts(), originations: async () => undefined };
    expect((await validateWithTable([{ document }], unlimited)).problems).toEqual([]);
  });

  it('is none of the same id, and no number that IAM cannot distinguish', async () => {
    const pool = 'arn:aws:sms-voice:eu-south-1:123456789012:pool/pool-1';
    expect(await warn(policy({ default: pool, IT: 'News', FR: '+33612345678' }))).toEqual([]);
    expect(await warn(policy({ default: 'phone-2', IT: '+390212345678' }), ['+390211111111'])).toEqual([]);
    expect(await warn(policy({ default: '+390212345678' }), ['Shop'])).toHaveLength(1);
  });
});

describe('A sender that the stage may not use', () => {
  const senders = ['hello@shop.example', 'brand.example'];
  const other = 'Shop <shop@other.example>';
  const rule = (from: string, status = 'live') => ({
    kind: 'rule',
    id: 'r',
    status,
    trigger: { event: 'A' },
    actions: [{ send: 'welcome', from }],
  });

  async function plan(
    documents: readonly object[],
    read = async (): Promise<string[] | undefined> => senders,
  ) {
    const ports = { ...openMemoryPorts(), senders: read };
    await putAll(ports, documents as Parameters<typeof putAll>[1]);
    const { problems } = await planProgram(ports, { allowShrink: true });
    return problems.map(({ document, path, code, severity }) => `${severity} ${code} ${document} ${path}`);
  }

  it('is reported with the place in the document, for templates, locales and actions', async () => {
    const template = makeTemplate(
      { subject: 's', html, from: other },
      {
        locales: {
          de: { subject: 's', html, from: other },
          fr: { subject: 's', html, from: 'a@brand.example' },
        },
      },
    );
    expect(await plan([template, rule('news@mail.shop.example')])).toEqual([
      'warning sender_not_allowed rule/r actions[0].from',
      'warning sender_not_allowed template/welcome content.from',
      'warning sender_not_allowed template/welcome locales.de.from',
    ]);
  });

  it('is not reported where it may, in a draft, or where the stage is not known', async () => {
    const template = makeTemplate({ subject: 's', html, from: 'News <news@shop.example>' });
    expect(await plan([template, rule('a@brand.example')])).toEqual([]);
    expect(await plan([template, rule(other, 'draft')])).toEqual([]);
    expect(await plan([template, rule(other)], async () => undefined)).toEqual([]);
  });

  it('is shown by validate with the stage, with what the stage may send from', async () => {
    const document = makeTemplate({ subject: 's', html, from: other });
    const { problems } = await validateWithTable([{ document }], {
      ...openMemoryPorts(),
      senders: async () => senders,
    });
    expect(problems).toMatchObject([
      { path: 'content.from', remedy: expect.stringContaining('hello@shop.example, brand.example') },
    ]);
  });

  it('costs no look at the stage where no document names one', async () => {
    const never = async (): Promise<string[]> => {
      throw new Error('asked');
    };
    expect(await plan([makeTemplate({ subject: 's', html })], never)).toEqual([]);
  });
});
