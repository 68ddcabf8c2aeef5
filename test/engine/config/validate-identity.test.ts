/** The part of the policy about identifiers: what publishing says of it. */
import { describe } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { type Case, itReports } from '../../harness/journey-samples.ts';

const policy = (more: JsonObject): JsonObject => ({ kind: 'policy', id: 'p', status: 'live', ...more });
const identity = (kinds: JsonObject, priority: readonly string[]) =>
  policy({ identity: { kinds, priority: [...priority] } });

const cases: readonly Case[] = [
  [
    'identifiers with forms, lists, a maximum and a priority',
    identity(
      {
        userId: { normalize: ['lower-case'], never: ['demo'], allow: ['0'] },
        phone: { phonePrefix: '+39', ofTwoUsers: 'shared' },
        deviceToken: { unique: true, max: 10 },
        'loyalty card': {},
        groupId: { never: ['demo'], allow: ['0'] },
      },
      ['loyalty card', 'deviceToken', 'email'],
    ),
  ],
  [
    'settings of identifiers that have no effect, or match every value',
    identity(
      {
        userId: { max: 2, unique: true, ofTwoUsers: 'first' },
        deviceToken: { ofTwoUsers: 'first' },
        email: { normalize: ['lower-case'], phonePrefix: '+39', never: ['**'] },
        groupId: { normalize: ['digits'], max: 2, unique: false, ofTwoUsers: 'first' },
      },
      ['userId', 'phone', 'phone', 'loyalty', 'deviceToken', 'groupId'],
    ),
    'policy/p identity.kinds.userId.unique: A profile has one userId, which selects it',
    'policy/p identity.kinds.userId.max: A profile has one userId',
    'policy/p identity.kinds.userId.ofTwoUsers: A profile has one userId',
    'policy/p identity.kinds.deviceToken.ofTwoUsers: Ids of this kind belong to no user',
    'policy/p identity.kinds.email.normalize: Values of "email" have a form of their own',
    'policy/p identity.kinds.email.phonePrefix: Only phones have a calling code',
    'policy/p identity.kinds.email.never[0]: This matches every value',
    ...['normalize', 'unique', 'ofTwoUsers', 'max'].map(
      (field) => `policy/p identity.kinds.groupId.${field}: Ids of accounts have only "never" and "allow"`,
    ),
    'policy/p identity.priority[0]: The userId is always first',
    'policy/p identity.priority[2]: The kind is listed before',
    'policy/p identity.priority[3]: No kind "loyalty" is declared: add it to "kinds", such as "loyalty: {}".',
    'policy/p identity.priority[4]: Ids of this kind select no profile: set "unique: true"',
    'policy/p identity.priority[5]: The id of an account selects no profile',
  ],
  [
    'identifiers of a shape that the schema does not have',
    policy({ identity: { kinds: { 'a:b': {}, crm: { max: 51 }, phone: { phonePrefix: '39' } } } }),
    'policy/p identity.kinds["a:b"]',
    'policy/p identity.kinds.crm.max',
    'policy/p identity.kinds.phone.phonePrefix: Write a calling code, such as +39.',
  ],
];

describe('identifiers of a policy', () => itReports('are checked: %s', cases));
