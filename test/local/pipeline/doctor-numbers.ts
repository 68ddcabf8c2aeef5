/** What the account sends from, with the codes that the doctor reports: read by a person with the operator's policy alone. */
import type { DoctorCase } from './doctor-account.ts';
import type { DoctorStage } from './doctor-stage.ts';

export function listNumberCases(open: () => DoctorStage): readonly DoctorCase[] {
  const plan = async (originations: string, account: object): Promise<void> => {
    const { session, env, changeOutput } = open();
    changeOutput('SmsOriginations', originations);
    env.set('AWS_ACCESS_KEY_ID', 'policy:OperatorAccess');
    env.set('PERCORSO_STAGE', 'local');
    const answer = await fetch(`${session.cloud.endpoint}/_local/originations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const TwoWayChannelArn = () => open().session.output('InboundSmsTopicArn');
  const italian = () => ({
    ...{ PhoneNumberId: 'phone-1', PhoneNumber: '+390212345678', IsoCountryCode: 'IT' },
    ...{ TwoWayEnabled: true, TwoWayChannelArn: TwoWayChannelArn() },
  });
  const senderIds = [{ SenderId: 'Shop', IsoCountryCode: 'IT' }];
  return [
    [
      'no fault of originations that the account has',
      () => plan('Shop,+390212345678', { PhoneNumbers: [italian()], SenderIds: senderIds }),
      [],
      0,
    ],
    [
      'originations that the account does not have',
      () => plan('Shop,pool-1', {}),
      ['origination_missing', 'origination_missing'],
      1,
    ],
    [
      'a number that is not active, and one for calls',
      () =>
        plan('phone-1,phone-2', {
          PhoneNumbers: [
            { ...italian(), Status: 'PENDING' },
            { ...italian(), PhoneNumberId: 'phone-2', NumberCapabilities: ['VOICE'] },
          ],
        }),
      ['origination_inactive', 'origination_without_sms'],
      1,
    ],
    [
      'a number and a pool whose replies the stage does not receive',
      () =>
        plan('phone-1,pool-1', {
          PhoneNumbers: [{ ...italian(), TwoWayChannelArn: 'arn:aws:sns:us-east-1:000000000000:other' }],
          Pools: [{ PoolId: 'pool-1' }],
        }),
      ['origination_replies_elsewhere', 'origination_one_way'],
      0,
    ],
    [
      'a number of the policy that is of another country, and a sender id without the country',
      async () => {
        await plan('any', { PhoneNumbers: [italian()], SenderIds: senderIds });
        await open().publishPolicy('sms: { originations: { US: "+390212345678", DE: Shop } }');
      },
      ['origination_foreign', 'sender_id_elsewhere'],
      1,
    ],
    [
      'a WhatsApp number that is not linked',
      () => plan('any', { isWhatsAppLinked: false }),
      ['whatsapp_unlinked'],
      1,
    ],
  ];
}
