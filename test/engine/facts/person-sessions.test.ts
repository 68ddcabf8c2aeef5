/** Whose session a touchpoint is from, in any order of arrival, and which devices and addresses it may state. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { listDevices } from '../../../engine/channels/devices.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createProfile, readStated } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const program = compileProgram(sampleSnapshot);

/** Delivered one after the other, a second apart. */
function take(...details: readonly JsonObject[]) {
  let profile = createProfile('P', start);
  for (const [index, detail] of details.entries()) {
    const at = start + index * 1_000;
    const touchpoint = parseTouchpoint({
      ...{ id: `e${index}`, source: 'app', 'detail-type': 'Seen', time: new Date(at).toISOString(), detail },
    });
    ({ profile } = decide(profile, [{ kind: 'touchpoint', touchpoint }], program, at));
  }
  return profile;
}

const email = 'a@example.com';
const withDevice = (detail: JsonObject, token = 'a'): JsonObject => ({
  ...detail,
  context: { device: { type: 'android', token } },
});
const list = (...details: readonly JsonObject[]) =>
  listDevices(take(...details)).map(({ address }) => address.slice('gcm:'.length));

const user = { userId: 'u', traits: { email } };
const session = (anonymousId: string) => ({ anonymousId, traits: { email } });

it.each<[string, string[], JsonObject[]]>([
  ['of the user id', ['a'], [withDevice(user)]],
  [
    'of the first session, which then signs in',
    ['a'],
    [withDevice(session('s')), { ...user, ...session('s') }],
  ],
  ['of a session after it signed in', ['a'], [{ ...user, ...session('s') }, withDevice(session('s'))]],
  ['of a session before it signs in', [], [user, withDevice(session('s')), { ...user, ...session('s') }]],
  ['of another session', [], [user, withDevice(session('s'))]],
  ['of a second session of a guest', ['a'], [withDevice(session('s')), withDevice(session('t'), 'b')]],
  ['of a guest, once the person signs up elsewhere', [], [withDevice(session('s')), user]],
  ['of that guest later', [], [withDevice(session('s')), user, withDevice(session('s'))]],
  ['of a source without a session', [], [user, withDevice({ traits: { email } })]],
  ['of a source without a session, where there is none', ['a'], [withDevice({ traits: { email } })]],
  ['of that source, once the person signs up', ['a'], [withDevice({ traits: { email } }), user]],
])('devices %s: %j', (_case, devices, details) => {
  expect(list(...details)).toEqual(devices);
});

it('the push token of a guest leaves with the devices', () => {
  const guest = { anonymousId: 's', traits: { email, pushToken: 'gcm:a' } };
  expect(list(guest)).toEqual(['a']);
  expect(list(guest, user)).toEqual([]);
});

it.each(['phone', 'phones', 'emails', 'email', 'pushToken'])('a stranger does not remove a %s', (name) => {
  const traits = { email, [name]: 'gcm:own' };
  const stranger = { anonymousId: 's', traits: { [name]: null } };
  expect(readStated(take({ ...user, traits }, stranger), name)).toBe('gcm:own');
});

const phone = '+393331230301';
const [other, spelled] = ['+393331230399', '+39 333 123 0301'];

it.each<[string, JsonObject]>([
  ['removes', { email, phone: null }],
  ['replaces', { email, phone: other }],
  ['repeats', { email, phone }],
  ['spells', { email: 'A@example.com', phone: spelled }],
  ['removes what there is not', { email, emails: null, phones: null, pushToken: null }],
])('a stranger who %s an address changes neither the value nor the time', (_case, traits) => {
  const own = { userId: 'u', traits: { email, phone } };
  expect(take(own, { anonymousId: 's', traits }).traits).toEqual(take(own).traits);
});

it('an own address that arrives after a repeat by a stranger counts, although it was stated before it', () => {
  const timestamp = new Date(start + 500).toISOString();
  const late = { userId: 'u', timestamp, traits: { phone: other } };
  const profile = take(
    { ...user, traits: { email, phone } },
    { anonymousId: 's', traits: { email, phone } },
    late,
  );
  expect(readStated(profile, 'phone')).toBe(other);
});

it('everyone who knows a token may end pushes to it', () => {
  const phone = withDevice(session('s'));
  const at = start + 1_000;
  const touchpoint = parseTouchpoint({
    ...{ id: 'out', source: 'app', 'detail-type': 'Signed Out', time: new Date(at).toISOString() },
    detail: phone,
  });
  const { profile } = decide(take(withDevice(user)), [{ kind: 'touchpoint', touchpoint }], program, at);
  expect(listDevices(profile)).toEqual([]);
});

it('keeps the ten latest sessions', () => {
  const details = Array.from({ length: 12 }, (_, index) => ({ ...user, anonymousId: `s${index}` }));
  expect(take(...details).sessions).toHaveLength(10);
  expect(list(...details, withDevice(session('s0')))).toEqual([]);
  expect(list(...details, withDevice(session('s11')))).toEqual(['a']);
});
