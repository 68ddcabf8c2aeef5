/** Live documents that send through a channel that the stage does not have. */
import { describe, expect, it } from 'vitest';
import { planProgram } from '../../../app/publish/plan-program.ts';
import { validateWithTable } from '../../../app/publish/validate-with-table.ts';
import { type Channel, channels } from '../../../engine/model/channels.ts';
import { describeChannels } from '../../../lib/channels.ts';
import { readContext } from '../../../lib/context.ts';
import { openMemoryPorts, putAll } from '../../harness/samples.ts';
import { makeTemplate } from '../../harness/templates.ts';
import { smallestContext, synthesizeStage } from '../../lib/synthesize-stage.ts';

const contents = {
  email: { subject: 's', html: '<p>Hello</p>' },
  sms: { body: 'b' },
  push: { title: 't', body: 'b' },
  whatsapp: { metaTemplate: { name: 'hello', language: 'en' } },
} as const;

function listDocuments(channel: Channel, status: 'live' | 'draft' = 'live'): object[] {
  const base = { id: 'x', status };
  return [
    makeTemplate(contents[channel], { channel, class: 'promotional' }),
    { ...base, kind: 'rule', trigger: { event: 'A' }, actions: [{ send: 'welcome' }] },
    {
      ...base,
      kind: 'journey',
      trigger: { event: 'A' },
      start: 'hello',
      steps: { hello: { type: 'send', template: 'welcome', next: 'end' }, end: { type: 'end' } },
    },
    {
      ...base,
      kind: 'campaign',
      send: 'welcome',
      audience: { segment: 'people' },
      schedule: { at: '2027-01-01T10:00:00Z' },
    },
    {
      ...base,
      kind: 'segment',
      id: 'people',
      condition: { profile: { traits: { country: ['IT'] } } },
    },
  ];
}

async function plan(documents: readonly object[], read?: () => Promise<readonly string[] | undefined>) {
  const ports = { ...openMemoryPorts(), ...(read === undefined ? {} : { channels: read }) };
  await putAll(ports, documents as Parameters<typeof putAll>[1]);
  const { problems, content } = await planProgram(ports, { allowShrink: true });
  return { problems, content };
}

describe.each(['sms', 'push', 'whatsapp'] as const)('A stage without %s', (channel) => {
  const others = async () => channels.filter((each) => each !== channel);

  it('warns at the template, rule, journey and campaign, and publishes them', async () => {
    const { problems, content } = await plan(listDocuments(channel), others);
    expect(
      problems.map(({ document, path, code, severity }) => `${severity} ${code} ${document} ${path}`),
    ).toEqual([
      'warning channel_missing campaign/x send',
      'warning channel_missing journey/x steps.hello.template',
      'warning channel_missing rule/x actions[0].send',
      'warning channel_missing template/welcome channel',
    ]);
    for (const { remedy } of problems)
      expect(remedy).toMatch(
        new RegExp(
          `^This stage has no ${channel} channel: messages will (?:end|wait).* Deploy with -c .*, or keep this document out of this stage\\.$`,
        ),
      );
    expect(content.templates).toHaveLength(1);
  });

  it('does not warn where it has the channel, or is not known, or the document is a draft', async () => {
    expect((await plan(listDocuments(channel), async () => channels)).problems).toEqual([]);
    expect((await plan(listDocuments(channel), async () => undefined)).problems).toEqual([]);
    expect((await plan(listDocuments(channel))).problems).toEqual([]);
    const [template, ...rest] = listDocuments(channel, 'draft');
    const drafts = [{ ...template, status: 'draft' }, ...rest];
    expect((await plan(drafts, others)).problems.filter(({ code }) => code === 'channel_missing')).toEqual(
      [],
    );
  });

  it('is shown by validate, also for a rule alone whose template is in the table', async () => {
    const ports = { ...openMemoryPorts(), channels: others };
    const [template, rule] = listDocuments(channel);
    await putAll(ports, [template] as Parameters<typeof putAll>[1]);
    const { problems } = await validateWithTable([{ document: rule }], ports);
    expect(problems).toMatchObject([
      { code: 'channel_missing', path: 'actions[0].send', received: '"welcome"' },
    ]);
  });
});

it('costs no look at the stage where the documents send email alone', async () => {
  const never = async (): Promise<string[]> => {
    throw new Error('asked');
  };
  expect((await plan(listDocuments('email'), never)).problems).toEqual([]);
});

describe('A stage', () => {
  const pinpointApplicationId = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6';
  const whatsapp = 'phone-number-id-0123456789abcdef';

  it.each([
    [{}, ['email']],
    [{ pinpointApplicationId }, ['email', 'sms', 'push']],
    [{ createPinpointApplication: 'true' }, ['email', 'sms', 'push']],
    [{ sms: 'sms-voice', smsOrigination: 'Shop' }, ['email', 'sms']],
    [{ pinpointApplicationId, whatsapp }, [...channels]],
  ])('has the channels of its context: %j', (context: Readonly<Record<string, string>>, expected) => {
    const settings = readContext({ ...smallestContext, ...context });
    expect(describeChannels(settings).split(',')).toEqual(expected);
  });

  it('names them in its output, for the command, and to the function that publishes', () => {
    const { Outputs, Resources } = synthesizeStage({ whatsapp });
    expect(Outputs['Channels']?.Value).toBe('email,whatsapp');
    expect(JSON.stringify(Resources)).toContain('"CHANNELS":"email,whatsapp"');
  });
});
