/** A repeated touchpoint decides nothing, also when the program was published again meanwhile. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeEventText } from '../../harness/events.ts';
import { makeProgram } from '../../harness/make-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;

const write = (wait: string, more: string) => `
kind: policy
id: contact
status: live
---
kind: journey
id: onboarding
status: live
trigger: { event: Signed Up }
start: settle
${more}
steps:
  settle: { type: wait, for: ${wait}, next: done }
  done: { type: end }
`;

describe('a duplicate that arrives after an edit of the journey', () => {
  it('leaves the timer unchanged, and the run that follows moves the person', async () => {
    const first = await makeProgram(write('PT10M', ''));
    const second = await makeProgram(write('PT25M', 'stepMap: {}'), first);
    const touchpoint = parseTouchpoint(
      JSON.parse(makeEventText({ id: 's-1', name: 'Signed Up', userId: 'anna', at: start })),
    );
    const input = { kind: 'touchpoint', touchpoint } as const;

    const entered = decide(createProfile('P1', start), [input], compileProgram(first), start).profile;
    expect(entered.wakeAt).toBe(start + 10 * minute);

    const edited = compileProgram(second);
    const published = { ...entered, outbox: [] };
    const repeated = decide(published, [input], edited, start + minute);
    expect(repeated).toMatchObject({ changed: false, profile: published });

    const woken = decide(repeated.profile, [{ kind: 'wake' }], edited, start + 2 * minute);
    expect(woken.profile.wakeAt).toBe(start + 25 * minute);
    expect(woken.profile.journeys).toMatchObject([{ step: 'settle', version: 2 }]);
  });
});
