/** `percorso preview` of an SMS says what would become of it at sending; the sender decides the same. */
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSmsRefusal } from '../../../../app/simulate/find-sms-refusal.ts';
import { billSms } from '../../../../engine/channels/sms-prices.ts';
import type { SmsPolicy } from '../../../../engine/model/documents/policy-document.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';
import { drainQueue } from '../../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage } from '../../../harness/sending-setup.ts';
import { createSmsSender, readState } from '../../../harness/sms-sender.ts';

let folder: Folder;
beforeAll(() => {
  folder = openFolder();
});
afterAll(() => folder.remove());

async function preview(body: string, sms: object = {}, json = false) {
  const template = { kind: 'template', id: 'sale', status: 'live', channel: 'sms', class: 'promotional' };
  const policy = { kind: 'policy', id: 'contact', status: 'live', sms };
  folder.write('sale.json', JSON.stringify([{ ...template, content: { body } }, policy]));
  folder.write('anna.json', JSON.stringify({ traits: { phone: '+34612345678', n: 'n'.repeat(200) } }));
  const words = ['preview', 'sale', 'sale.json', '--profile', 'anna.json'];
  return runCommand(json ? ['--json', ...words] : words, { directory: folder.path });
}

const long = "{{ profile.traits.n | default: '-' }}";

describe('preview of an SMS', () => {
  it.each<[string, string, object, string]>([
    [
      'that has more parts than the policy allows',
      long,
      { maxParts: 1 },
      'more parts than the policy allows (too_many_parts). The text has 2 parts, and the policy allows 1',
    ],
    ['that no day can send', long, { dailyParts: 1 }, '(too_many_parts). It takes more than a whole day has'],
    [
      'that is longer than AWS accepts',
      "{% for i in (1..9) %}{{ profile.traits.n | default: '-' }}{% endfor %}",
      { maxParts: 20 },
      '(provider_refused). AWS sends at most 1,600 characters',
    ],
    ['that goes to another country', 'Hi', { countries: ['IT'] }, '(country_not_allowed). The policy names'],
    [
      'that is empty for this person',
      '{% if profile.traits.vip %}Hi{% endif %}',
      {},
      '(provider_refused). The text is empty for this person',
    ],
  ])('%s says so, with the reason code', async (_name, body, sms, expected) => {
    const { output, exitCode } = await preview(body, sms);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('NOT sent: ');
    expect(output).toContain(expected);
  });

  it('has the same as data, and nothing of a refusal where it would be sent', async () => {
    const parse = async (sms: object) => JSON.parse((await preview(long, sms, true)).output);
    const measured = { parts: 2, encoding: 'GSM', characters: 200, country: 'ES' };
    expect(await parse({ maxParts: 1 })).toMatchObject({
      sms: { ...measured, refusal: { reason: 'too_many_parts', cause: 'max_parts' } },
    });
    const { sms } = await parse({ maxParts: 2 });
    expect(sms).toMatchObject(measured);
    expect(sms).not.toHaveProperty('refusal');
    expect((await preview(long, { maxParts: 2 })).output).not.toContain('NOT sent');
  });
});

it('of files states that the length of links is assumed, where the text has one', async () => {
  const note = 'The length of the links is assumed';
  expect((await preview("{{ 'https://shop.example/sale' | short_link }}")).errors).toContain(note);
  expect((await preview('{{ unsubscribe_url }}')).errors).toContain(note);
  expect((await preview('Hi')).errors).not.toContain(note);
});

const policies = fc.record<SmsPolicy>(
  {
    maxParts: fc.integer({ min: 1, max: 4 }),
    dailyParts: fc.integer({ min: 1, max: 4 }),
    dailySpend: fc.constantFrom(0.05, 0.1, 0.5),
  },
  { requiredKeys: [] },
);

test.prop([fc.integer({ min: 1, max: 500 }), policies, fc.constantFrom('promotional', 'transactional')], {
  numRuns: 50,
})('the sender refuses what the preview says, and nothing else', async (length, sms, messageClass) => {
  const setup = await createSendingSetup();
  const policy = { kind: 'policy', id: 'contact', status: 'live', sms } as const;
  await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
  await setup.saveTemplate('greeting', '{{ profile.traits.first_name }}');
  const to = '+34612345678';
  const body = 'x'.repeat(length);
  const message = makeMessage({
    ...{ to, class: messageClass, variables: { profile: { traits: { first_name: body } } } },
  });
  const send = createSmsSender(setup, { bill: (phone, text, prices) => billSms(phone, text.body, prices) });
  await drainQueue(setup, send, [message]);
  const { reason } = (await readState(setup, message)) ?? {};
  expect(findSmsRefusal(message, body, billSms(to, body), sms)?.reason).toBe(reason);
});
