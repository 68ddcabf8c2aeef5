/** A row of an import is history, although it occurs now. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const program = compileProgram(sampleSnapshot);

function take(name: string, detail: object) {
  const touchpoint = parseTouchpoint({
    id: 'e',
    source: 'crm',
    'detail-type': name,
    time: new Date(now).toISOString(),
    detail: { userId: 'u', traits: { email: 'u@example.com' }, ...detail },
  });
  return decide(createProfile('P', now), [{ kind: 'touchpoint', touchpoint }], program, now);
}

const mark = { import: { id: 'imp', line: 2 } };

describe('a row of an import', () => {
  it('triggers nothing, and says so', () => {
    const { effects, entries } = take('Signed Up', { context: mark });
    expect(take('Signed Up', {}).effects.map(({ kind }) => kind)).toContain('SendMessage');
    expect(effects).toEqual([]);
    expect(entries.flatMap(({ traces }) => traces)).toContainEqual({
      origin: 'program',
      action: 'trigger',
      reason: 'event_too_old',
      note: 'import',
    });
  });

  it('counts, and changes segments without a trigger', () => {
    const { profile, effects } = take('Order Completed', { context: mark });
    expect(Object.keys(profile.segments)).toContain('recent');
    const changed = effects.filter(({ kind }) => kind === 'EmitEvent');
    expect(changed).toEqual([
      expect.objectContaining({ properties: { segment: 'recent', historical: true } }),
    ]);
  });

  it('does not show the presence of a person who is only listed', () => {
    const identify = { type: 'identify', context: mark };
    expect(take('Identify', identify).profile.lastSeenAt).toBe(0);
    expect(take('Identify', { type: 'identify' }).profile.lastSeenAt).toBe(now);
  });

  it('needs the whole mark: a flag of a source’s own with this name means nothing', () => {
    for (const context of [{ import: true }, { import: { id: 'imp' } }, { import: { line: 2 } }])
      expect(take('Signed Up', { context }).effects.length).toBeGreaterThan(0);
  });
});
