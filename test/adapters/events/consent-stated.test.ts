/** `Consent Stated`, as a function of the stage puts it on the bus, changes the person like any other touchpoint. */
import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../../../adapters/events/event-bus.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { EmitEvent } from '../../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
const program = compileProgram(sampleSnapshot);

/** Over the bus and into the profile. */
function take(profile: Profile, event: Partial<EmitEvent> & Pick<EmitEvent, 'id' | 'occurredAt'>) {
  const entry = encodeEvent(
    { kind: 'EmitEvent', profileId: 'P1', name: 'Consent Stated', properties: {}, ...event },
    'percorso-test',
    'sender',
  );
  const touchpoint = parseTouchpoint({
    id: 'bus-id',
    source: entry.Source,
    'detail-type': entry.DetailType,
    time: entry.Time?.toISOString(),
    detail: JSON.parse(entry.Detail ?? ''),
  });
  const {
    profile: next,
    effects,
    statements,
  } = decide({ ...profile, outbox: [] }, [{ kind: 'touchpoint', touchpoint }], program, event.occurredAt);
  return { profile: next, effects, statements, touchpoint };
}

describe('Consent Stated', () => {
  it('reaches the profile with its consents, its source and its traits', () => {
    const { profile, effects, touchpoint } = take(createProfile('P1', start), {
      id: 'E1',
      occurredAt: start,
      context: {
        consent: { 'email:surveys': false },
        consentSource: { form: 'preferences', recordedBy: 'link' },
      },
      traits: { contact_frequency: 'weekly' },
    });
    expect(touchpoint).toMatchObject({ profileId: 'P1', name: 'Consent Stated', source: 'percorso' });
    expect(touchpoint.context).toEqual({
      consent: { 'email:surveys': false },
      consentSource: { form: 'preferences', recordedBy: 'link' },
      origin: 'sender',
    });
    expect(profile.consents['email:surveys']?.state).toBe('denied');
    expect(profile.traits['contact_frequency']?.value).toBe('weekly');
    const changed = { channel: 'email', purpose: 'surveys', state: 'denied' };
    expect(effects).toContainEqual(expect.objectContaining({ name: 'Consent Changed', properties: changed }));
  });

  it('confirms at the moment of the request, so that a no in between wins', () => {
    const confirm = {
      id: 'E3',
      occurredAt: start + 9 * minute,
      context: {
        consent: { email: 'granted' },
        consentSource: { confirmed: true, requestedAt: new Date(start).toISOString() },
      },
    };
    const request = { id: 'E1', occurredAt: start, context: { consent: { email: 'pending' } } };
    const requested = take(createProfile('P1', start), request).profile;
    expect(take(requested, confirm).profile.consents['email']).toEqual({
      state: 'granted',
      at: start,
      confirmed: true,
    });
    const refused = take(requested, {
      id: 'E2',
      occurredAt: start + minute,
      context: { consent: { email: false } },
    }).profile;
    expect(take(refused, confirm).profile.consents['email']?.state).toBe('denied');
  });

  it('states nothing about the address while it is pending, except a no from before', () => {
    const known = { ...createProfile('P1', start), traits: { email: { value: 'a@example.com', at: start } } };
    const pending = { id: 'E1', occurredAt: start + minute, context: { consent: { email: 'pending' } } };
    expect(take(known, pending).statements).toEqual([]);
    const refused = { ...known, consents: { email: { state: 'denied', at: start } } } as const;
    expect(take(refused, pending).statements).toEqual([
      {
        channel: 'email',
        address: 'a@example.com',
        kind: 'consent',
        key: 'email',
        consent: { state: 'denied', at: start },
      },
    ]);
  });
});
