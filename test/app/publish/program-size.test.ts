/** A program that the functions could not hold is refused at publish, with the measure; a pause never is. */
import { expect, it } from 'vitest';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { findExcess, maxProgramLength } from '../../../engine/config/snapshot/guard-size.ts';
import type { SnapshotContent } from '../../../engine/config/snapshot/program-members.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { good, listIds, openMemoryPorts, putAll, readProgram } from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };

function makeRules(count: number) {
  const text = 'x'.repeat(40_000);
  return Array.from({ length: count }, (_, n) => ({
    kind: 'rule',
    id: `large-${n}`,
    status: 'live',
    trigger: { event: 'Order Completed' },
    actions: [{ emit: 'Large', properties: { text } }],
  }));
}

it('keeps the program in force and reports the size of the refused one', async () => {
  const ports = openMemoryPorts();
  await putAll(ports, good);
  await publishProgram(ports, options);
  await putAll(ports, makeRules(80));
  const report = await publishProgram(ports, options);
  expect(report).toMatchObject({ outcome: 'refused', refusal: { code: 'program_too_large' } });
  expect(report.refusal?.message).toContain(`the maximum is ${maxProgramLength}`);
  expect(listIds(await readProgram(ports))).toHaveLength(good.length);
});

it('accepts a program that is no longer than the one in force', () => {
  const large = { ...sampleSnapshot, rules: makeRules(80) } as unknown as SnapshotContent;
  const longer = { ...sampleSnapshot, rules: makeRules(81) } as unknown as SnapshotContent;
  expect(findExcess(sampleSnapshot, large)).toMatchObject({ code: 'program_too_large' });
  expect(findExcess(large, large)).toBeUndefined();
  expect(findExcess(large, longer)).toMatchObject({ code: 'program_too_large' });
});
