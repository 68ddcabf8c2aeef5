/** Which originations the sender of SMS may use. */
import { expect, it } from 'vitest';
import { readFunctionPermissions } from './read-permissions.ts';
import { synthesizeStage } from './synthesize-stage.ts';

it('lets sms-voice send from every origination that the policy may name', () => {
  const context = {
    sms: 'sms-voice',
    smsOrigination: 'Percorso',
    smsOriginations: 'Lucerna,+12065550100,36001',
  };
  const permissions = readFunctionPermissions(synthesizeStage(context));
  const resources = permissions['send-sms']?.filter((line) => line.startsWith('sms-voice:'));
  expect(resources).toEqual(
    ['phone-number/*', 'sender-id/Lucerna/*', 'sender-id/Percorso/*'].map(
      (resource) => `sms-voice:${resource} sms-voice:SendTextMessage`,
    ),
  );
});
