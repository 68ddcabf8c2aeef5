/** What a touchpoint states of a device: the usual words, and a trace of what cannot be read. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { findReachable } from '../../../engine/channels/devices.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const program = compileProgram(sampleSnapshot);

function take(device: JsonObject | undefined, name = 'Seen') {
  const touchpoint = parseTouchpoint({
    ...{ id: 'e', source: 'app', 'detail-type': name, time: new Date(start).toISOString() },
    detail: { userId: 'u', ...(device && { context: { device } }) },
  });
  const { profile, entries } = decide(
    createProfile('P', start),
    [{ kind: 'touchpoint', touchpoint }],
    program,
    start,
  );
  const notes = entries.flatMap(({ traces }) =>
    traces.flatMap(({ origin, reason, note }) => (origin === 'device' ? [`${reason}: ${note}`] : [])),
  );
  return { reachable: findReachable(profile).length, notes };
}

const phone = { type: 'android', token: 'a' };

describe('pushEnabled', () => {
  it.each([false, 'false', 'No', 0, 'off'])('%j switches pushes to the device off', (pushEnabled) => {
    expect(take({ ...phone, pushEnabled })).toEqual({ reachable: 0, notes: [] });
  });

  it.each([true, 'true', 'yes', 1, null, undefined])('%j leaves them on', (pushEnabled) => {
    const stated = pushEnabled === undefined ? phone : { ...phone, pushEnabled };
    expect(take(stated)).toEqual({ reachable: 1, notes: [] });
  });

  it.each(['maybe', 'pending', 7])('%j is reported on the timeline', (pushEnabled) => {
    expect(take({ ...phone, pushEnabled }).notes).toEqual(['invalid_value: context.device.pushEnabled']);
  });
});

it.each([
  [{ type: 'windows', token: 'a' }, 'Seen', ['invalid_value: context.device.token']],
  [{ type: 'ios', token: 42 }, 'Seen', ['invalid_value: context.device.token']],
  [undefined, 'Signed Out', ['invalid_value: no context.device.token']],
  [phone, 'Signed Out', []],
  [{ type: 'windows' }, 'Seen', []],
])('%j of a %s leaves the traces %j', (device, name, notes) => {
  expect(take(device, name).notes).toEqual(notes);
});
