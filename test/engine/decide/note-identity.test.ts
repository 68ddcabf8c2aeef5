/** What the timeline says of ids that were not used. */
import { expect, it } from 'vitest';
import { describeTrace } from '../../../cli/output/describe-trace.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { readIdentifiers } from '../../../engine/identity/read-identifiers.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeProgram } from '../../harness/make-program.ts';

const time = '2026-03-01T10:00:00Z';
const at = Date.parse(time);

it('names each kind of ignored ids once, with the cause', async () => {
  const program = compileProgram(await makeProgram('{ kind: policy, id: main, status: live }'));
  const externalIds = ['null', '0', 'none'].map((id) => ({ type: 'crm', id }));
  const detail = { userId: 'anna', anonymousId: 'null', context: { externalIds, groupId: '0' } };
  const event = { id: 'e', source: 'shop', 'detail-type': 'Seen', time, detail };
  const { touchpoint, ignored = [] } = readIdentifiers(parseTouchpoint(event), undefined);
  const arrival = { at, input: { kind: 'touchpoint', touchpoint, ignored } as const };
  const { steps } = simulatePerson(program, createProfile('p', at), [arrival], at + 60_000);
  const traces = steps.flatMap(({ entries }) => entries.flatMap((entry) => entry.traces));
  expect(traces.map(describeTrace)).toEqual([
    'id of kind anonymousId ignored: the value identifies no one (identity_ignored)',
    'id of kind crm ignored: the value identifies no one (identity_ignored)',
    'id of kind groupId ignored: the value names no account (identity_ignored)',
  ]);
});
