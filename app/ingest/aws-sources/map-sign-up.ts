/** Accounts of Amazon Cognito: what its triggers report, as receive-sign-ups puts it into the queue. */

import { keepKnown } from '../../../engine/base/json.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readObject,
  readText,
} from '../partners/partner-event.ts';
import { type IdKind, namePerson } from './person.ts';

const names: Readonly<Record<string, string>> = {
  PostConfirmation_ConfirmSignUp: 'Signed Up',
  PostConfirmation_ConfirmForgotPassword: 'Password Changed',
  PostAuthentication_Authentication: 'Signed In',
};

/** Addresses that Cognito has not verified are left out: anyone can type them at the sign-up. */
export function mapSignUp({ id, name, time, detail }: PartnerEvent, kind: IdKind): PartnerTouchpoint {
  const attributes = readObject(detail['userAttributes']);
  const account = readText(attributes['sub']) ?? readText(detail['userName']);
  const verified = (address: string) =>
    attributes[`${address}_verified`] === 'true' ? readText(attributes[address]) : undefined;
  return {
    name: names[name] ?? `Cognito ${name}`,
    messageId: id,
    timestamp: time,
    ...namePerson(kind, account),
    traits: keepKnown({
      email: verified('email'),
      phone: verified('phone_number'),
      first_name: readText(attributes['given_name']),
      last_name: readText(attributes['family_name']),
      name: readText(attributes['name']),
      locale: readText(attributes['locale']),
      timezone: readText(attributes['zoneinfo']),
    }),
    properties: keepKnown({
      user_pool: readText(detail['userPoolId']),
      client: readText(detail['clientId']),
    }),
  };
}
