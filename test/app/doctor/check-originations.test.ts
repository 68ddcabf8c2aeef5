/** The originations of stage and policy beside those of the account. */
import { describe, expect, it } from 'vitest';
import { checkNumbers, type DeployedNumbers } from '../../../app/doctor/check-originations.ts';
import type { AccountNumbers, Originations, PhoneNumber, Pool } from '../../../app/ports/account-numbers.ts';
import type { SmsPolicy } from '../../../engine/model/documents/policy-document.ts';

const topic = 'arn:aws:sns:eu-south-1:123456789012:sms';
const answering = { isTwoWay: true, topicArn: topic };
const number = (changes: Partial<PhoneNumber> = {}): PhoneNumber => ({
  ...{ id: 'phone-1', number: '+390212345678', country: 'IT', status: 'ACTIVE', hasSms: true, ...answering },
  ...changes,
});
const pool = (changes: Partial<Pool> = {}): Pool => ({
  id: 'pool-1',
  status: 'ACTIVE',
  ...answering,
  ...changes,
});

const numbers = [
  number(),
  number({ id: 'phone-2', number: '36001', country: 'FR' }),
  number({ id: 'phone-3', number: '+12065550100', country: 'US' }),
];
const senderIds = [
  { id: 'Shop', country: 'IT' },
  { id: 'Shop', country: 'DE' },
];

async function check(
  policy: SmsPolicy['originations'],
  account: Partial<Originations> = {},
  deployed: Partial<DeployedNumbers> = {},
) {
  const ports: AccountNumbers = {
    readOriginations: async () => ({ numbers, senderIds, pools: [pool()], ...account }),
    isWhatsAppLinked: async (id) => id === 'phone-number-id-1',
  };
  const stage = { hasSms: true, smsOriginations: [], accountId: '123456789012', ...deployed };
  const findings = await checkNumbers(ports, stage, policy);
  return findings.map(({ code, about, values }) =>
    [code, about ?? values['count'], values['country']].filter(Boolean),
  );
}

describe('originations', () => {
  const arn = (resource: string) => `arn:aws:sms-voice:eu-south-1:123456789012:${resource}`;

  it.each<[string, SmsPolicy['originations']]>([
    ['numbers', { default: '+390212345678', FR: '36001' }],
    ['ids', { default: 'phone-1', FR: 'pool-1' }],
    ['sender ids', { default: 'Shop', DE: 'Shop' }],
    ['ARNs', { default: arn('pool/pool-1'), IT: arn('phone-number/phone-1') }],
  ])('are in order: %s', async (_, policy) => {
    const count = new Set(Object.values(policy ?? {})).size;
    expect(await check(policy, {}, { inboundTopicArn: topic })).toEqual([['originations_ok', count]]);
  });

  it('that the account does not have are missing, of the stage and of the policy, each once', async () => {
    const policy = { default: 'Other', IT: 'phone-9', FR: 'pool-9', DE: '+4915100000000', ES: 'Other' };
    expect(await check(policy, {}, { smsOriginations: ['Other', '+1 x'] })).toEqual(
      ['Other', '+1 x', 'phone-9', 'pool-9', '+4915100000000'].map((each) => ['origination_missing', each]),
    );
  });

  it('of another account are not compared: it shares them', async () => {
    expect(await check({ default: 'arn:aws:sms-voice:eu-south-1:999999999999:pool/pool-7' })).toEqual([]);
  });

  it.each<
    [string, SmsPolicy['originations'], Partial<Originations>, readonly (readonly (string | number)[])[]]
  >([
    [
      'a number that waits',
      { IT: 'phone-1' },
      { numbers: [number({ status: 'PENDING' })] },
      [['origination_inactive', 'phone-1']],
    ],
    [
      'a pool that is created',
      { IT: 'pool-1' },
      { pools: [pool({ status: 'CREATING' })] },
      [['origination_inactive', 'pool-1']],
    ],
    [
      'a number for calls',
      { IT: '+390212345678' },
      { numbers: [number({ hasSms: false })] },
      [['origination_without_sms', '+390212345678']],
    ],
    [
      'a foreign number where only own ones are allowed',
      { US: 'phone-1', CA: 'phone-3' },
      {},
      [
        ['origination_foreign', 'phone-1', 'US'],
        ['origination_foreign', 'phone-3', 'CA'],
      ],
    ],
    ['a foreign number elsewhere', { ES: 'phone-1' }, {}, [['originations_ok', 1]]],
    ['a sender id of other countries', { FR: 'Shop' }, {}, [['sender_id_elsewhere', 'Shop', 'FR']]],
  ])('%s', async (_, policy, account, expected) => {
    expect(await check(policy, account)).toEqual(expected);
  });

  it('are compared with the topic of a stage that receives SMS; the pool decides for its numbers', async () => {
    const stage = { inboundTopicArn: topic };
    const off = { isTwoWay: false };
    const ownOff = [number({ ...off, poolId: 'pool-1' })];
    expect(await check({ IT: 'phone-1' }, { numbers: [number(off)] }, stage)).toEqual([
      ['origination_one_way', 'phone-1'],
    ]);
    expect(await check({ IT: 'phone-1' }, { numbers: [number(off)] })).toEqual([['originations_ok', 1]]);
    expect(await check({ IT: 'phone-1' }, { numbers: ownOff }, stage)).toEqual([['originations_ok', 1]]);
    expect(await check({ IT: 'phone-1' }, { numbers: ownOff, pools: [pool(off)] }, stage)).toEqual([
      ['origination_one_way', 'phone-1'],
    ]);
    const elsewhere = { pools: [pool({ topicArn: `${topic}-other` })] };
    expect(await check({ IT: 'pool-1' }, elsewhere, stage)).toEqual([
      ['origination_replies_elsewhere', 'pool-1'],
    ]);
  });

  it('are not read where none is named, or where the stage cannot send SMS', async () => {
    const never = async (): Promise<never> => {
      throw new Error('asked');
    };
    const ports = { readOriginations: never, isWhatsAppLinked: never };
    const stage = { hasSms: true, smsOriginations: [], accountId: '1' };
    expect(await checkNumbers(ports, stage, undefined)).toEqual([]);
    expect(await checkNumbers(ports, { ...stage, hasSms: false }, { IT: 'Shop' })).toEqual([]);
  });
});

it('reports a WhatsApp number that is not linked', async () => {
  for (const [whatsAppNumber, code] of [
    ['phone-number-id-1', 'whatsapp_ok'],
    ['phone-number-id-2', 'whatsapp_unlinked'],
  ] as const)
    expect(await check(undefined, {}, { whatsAppNumber })).toEqual([[code, whatsAppNumber]]);
});
