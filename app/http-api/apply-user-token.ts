/** What a call by a browser key may state of its user: with signed user ids, only what a user token proves. */
import { createHash } from 'node:crypto';
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isPlaceholder } from '../../engine/touchpoint/identity-keys.ts';
import { deviceEvents } from '../../engine/touchpoint/read-device.ts';
import type { WriteKey } from '../ports/write-keys.ts';
import type { UserTokenCheck } from './check-user-token.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Without the token, which is for this door only. Of a context that is no object: as it is. */
export function dropUserToken(context: unknown): unknown {
  if (!isObject(context) || !('userToken' in context)) return context;
  const { userToken: _userToken, ...rest } = context;
  return rest;
}

/**
 * With signed user ids, a `userId` without a valid token becomes `context.unsignedUser`, and the call states no device. The
 * traits of an account that the token does not name become `context.unsignedTraits`. Without an `anonymousId`, a call by
 * any browser key gets one: an email alone names a person only where a system of the company says so. `common`: the
 * context of the batch.
 */
export function applyUserToken(
  call: unknown,
  common: unknown,
  { kind, userIds, signingKeys }: Pick<WriteKey, 'kind' | 'userIds' | 'signingKeys'>,
  check: UserTokenCheck,
  now: number,
): unknown {
  if (!isObject(call)) return call;
  const context = dropUserToken(call['context']);
  const plain = context === call['context'] ? call : { ...call, context };
  const { userId } = call;
  const [own, shared] = [readFields(call['context']), readFields(common)];
  if (userIds === 'any')
    return kind === 'server' || !namesNoUser(userId) ? plain : addAnonymousId(plain, shared);
  const claims = isAbsent(userId)
    ? undefined
    : check(own['userToken'] ?? shared['userToken'], String(userId).trim(), signingKeys, now);
  const accounts = typeof claims === 'object' ? claims.accounts : [];
  const limited = dropAccountTraits(plain, accounts);
  if (typeof claims === 'object') return limited;
  return addAnonymousId(
    claims === undefined ? limited : dropUser(limited, shared, { userId, problem: claims }),
    shared,
  );
}

/** The pipeline ignores a placeholder: the call would be that of a system that knows the email. */
function namesNoUser(userId: unknown): boolean {
  return isAbsent(userId) || isPlaceholder({ value: String(userId).trim() });
}

/** Everyone who knows the id of an account could change what all its members are sent. The membership stays. */
function dropAccountTraits(call: Fields, accounts: readonly string[]): Fields {
  const { traits, ...rest } = call;
  const { type, groupId, context } = rest;
  if (type !== 'group' || !isObject(traits) || Object.keys(traits).length === 0) return call;
  if (accounts.includes(String(groupId).trim())) return call;
  // The pipeline rejects a context that is no object, with its call.
  if (!isAbsent(context) && !isObject(context)) return rest;
  return { ...rest, context: { ...readFields(context), unsignedTraits: traits } };
}

function dropUser({ userId: _userId, ...call }: Fields, common: Fields, unsignedUser: Fields): Fields {
  // The pipeline rejects a context that is no object, with its call.
  if (!isAbsent(call['context']) && !isObject(call['context'])) return call;
  const merged = { ...common, ...readFields(call['context']) };
  const { userToken: _userToken, ...context } = merged;
  const device = 'device' in common ? null : undefined;
  const isSignOut = call['event'] === deviceEvents.signedOut;
  if (isSignOut) return { ...call, context: { ...context, unsignedUser } };
  const { device: _device, ...rest } = context;
  const traits = dropPushToken(context['traits']);
  return {
    ...call,
    ...omitAbsent({ traits: dropPushToken(call['traits']) }),
    context: { ...rest, ...omitAbsent({ device, traits }), unsignedUser },
  };
}

/** Of traits that are no object: as they are. */
function dropPushToken(traits: unknown): unknown {
  if (!isObject(traits)) return traits;
  const { pushToken: _pushToken, ...rest } = traits;
  return rest;
}

/**
 * The same for a call that is sent again. A call that names no one stays so: the pipeline rejects it. `common` is the
 * context of the batch, of which a field counts where the call has none.
 */
function addAnonymousId(call: Fields, common: Fields): Fields {
  if (!isAbsent(call['anonymousId'])) return call;
  const { traits, messageId } = call;
  const context = { ...common, ...readFields(call['context']) };
  const stated = [traits, context['traits']].map(readFields);
  const isNamed =
    stated.some(({ email, phone }) => !isAbsent(email) || !isAbsent(phone)) ||
    !isAbsent(context['externalIds']);
  if (!isNamed) return call;
  const basis = isAbsent(messageId) ? JSON.stringify(call) : String(messageId);
  const hash = createHash('sha256').update(basis).digest('hex');
  return { ...call, anonymousId: `call-${hash.slice(0, 32)}` };
}

function readFields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** As the pipeline reads ids: an empty text is none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
