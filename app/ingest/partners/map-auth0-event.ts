/** Auth0: log streams (`detail.data` is a log entry) and event streams (`detail` is a CloudEvent about a user). */

import type { JsonObject } from '../../../engine/base/json.ts';
import { keepKnown } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readNumber,
  readObject,
  readText,
} from './partner-event.ts';

/** By the documented type code of a log entry; others are named `Auth0 <code>`. */
const names: Readonly<Record<string, string>> = {
  ss: 'Signed Up',
  s: 'Signed In',
  slo: 'Signed Out',
  sv: 'Email Verified',
  sce: 'Email Changed',
  scpn: 'Phone Number Changed',
  scp: 'Password Changed',
  sdu: 'Account Deleted',
  fs: 'Sign Up Failed',
  f: 'Sign In Failed',
  fp: 'Sign In Failed',
  fu: 'Sign In Failed',
  limit_wc: 'Account Blocked',
};

const userEvents: Readonly<Record<string, string>> = {
  'user.created': 'User Created',
  'user.updated': 'User Updated',
  'user.deleted': 'User Deleted',
};

/** Only these prove that the person owns the account; in a failed attempt, anyone can type any address. */
const successes = new Set(['ss', 's']);

export function mapAuth0Event({ detail }: PartnerEvent): PartnerTouchpoint {
  const data = readObject(detail['data']);
  return data['object'] === undefined ? mapLogEntry(detail, data) : mapUserEvent(detail, data);
}

function mapLogEntry(detail: JsonObject, data: JsonObject): PartnerTouchpoint {
  const type = readText(data['type']) ?? '';
  const details = readObject(data['details']);
  return {
    name: (Object.hasOwn(names, type) ? names[type] : undefined) ?? `Auth0 ${type}`.trim(),
    ...identify(readText(detail['log_id']) ?? readText(data['log_id']), data['date'], data['user_id']),
    traits: keepKnown({ email: successes.has(type) ? readEmail(data, details) : undefined }),
    // Address, device and `details` are left out: they hold more personal data than messages need.
    properties: keepKnown({
      type,
      description: data['description'],
      connection: data['connection'],
      strategy: data['strategy'],
      client_id: data['client_id'],
      client_name: data['client_name'],
      organization_id: data['organization_id'],
      logins_count: readNumber(readObject(details['stats'])['loginsCount']),
    }),
  };
}

function mapUserEvent(detail: JsonObject, data: JsonObject): PartnerTouchpoint {
  const user = readObject(data['object']);
  // Auth0's docs write both `user.created` and `com.auth0.user.created`.
  const type = (readText(detail['type']) ?? '').replace(/^com\.auth0\./, '');
  const isDeleted = type === 'user.deleted';
  return {
    name: (Object.hasOwn(userEvents, type) ? userEvents[type] : undefined) ?? `Auth0 ${type}`.trim(),
    ...identify(readText(detail['id']), detail['time'], user['user_id']),
    traits: isDeleted
      ? {}
      : keepKnown({
          email: readText(user['email']),
          phone: readText(user['phone_number']),
          first_name: readText(user['given_name']),
          last_name: readText(user['family_name']),
          name: readText(user['name']),
          email_verified: user['email_verified'],
        }),
    properties: { type },
  };
}

/** The account is an external id: the shop's `userId` may be another id, and a profile has only one. */
function identify(id: string | undefined, at: unknown, account: unknown): JsonObject {
  const user = readText(account);
  return keepKnown({
    messageId: id === undefined ? undefined : `auth0:${id}`,
    timestamp: readText(at),
    context: omitAbsent({ externalIds: user === undefined ? undefined : [{ type: 'auth0', id: user }] }),
  });
}

function readEmail(data: JsonObject, details: JsonObject): string | undefined {
  const stated = readText(readObject(details['body'])['email']) ?? readText(data['user_name']);
  return stated?.includes('@') ? stated : undefined;
}
