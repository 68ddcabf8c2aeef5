/** A key of a journey that is a sensitive field: who may have one, and what the events of the journey say. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { formatProblem } from '../../../engine/config/problems/problem.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { openMemoryPorts, putAll, readProgram, type SampleDocument } from '../../harness/samples.ts';

const make = (kind: string, id: string, fields: JsonObject): SampleDocument =>
  ({ kind, id, status: 'live', ...fields }) as SampleDocument;

const journey = (fields: JsonObject = {}) =>
  make('journey', 'care', {
    trigger: { event: 'Diagnosed' },
    key: 'event.properties.diagnosis',
    start: 'rest',
    steps: { rest: { type: 'wait', for: 'P1D', next: 'done' }, done: { type: 'end' } },
    ...fields,
  });
const policy = (allow: readonly string[] = []) =>
  make('policy', 'main', { sensitive: [{ path: 'event.properties.diagnosis', allow: [...allow] }] });
const other = make('template', 'other', {
  channel: 'sms',
  class: 'transactional',
  content: { body: 'Hi' },
});

function open() {
  const ports = { ...openMemoryPorts(), compileTemplate };
  return {
    async publish(...documents: readonly SampleDocument[]) {
      await putAll(ports, documents);
      const { problems } = await publishProgram(ports, { now: 1_000, allowShrink: true });
      return problems.map(formatProblem);
    },
    async read() {
      const program = await readProgram(ports);
      if (program === undefined) throw new Error('nothing is published');
      return program;
    },
  };
}

it('needs the permission of the policy', async () => {
  expect(await open().publish(other, policy(), journey())).toEqual([
    expect.stringMatching(
      /^key: It passes on "event\.properties\.diagnosis", .* add "journey\/care" to "allow" of that field/,
    ),
  ]);
  expect(await open().publish(other, policy(['journey/care']), journey())).toEqual([]);
});

it('pauses the journey when its field becomes sensitive', async () => {
  const stage = open();
  expect(await stage.publish(other, journey())).toEqual([]);
  expect(await stage.publish(policy())).toContainEqual(
    expect.stringContaining(
      'Its last published version was paused: it passes on "event.properties.diagnosis"',
    ),
  );
  const [paused] = (await stage.read()).journeys;
  expect(paused).toMatchObject({ document: { status: 'paused' }, hidesKey: true });
  expect(await stage.publish(policy(['journey/care']))).toEqual([]);
  const [live] = (await stage.read()).journeys;
  expect(live).toMatchObject({ document: { status: 'live' } });
  expect(live).not.toHaveProperty('hidesKey');
});

/** What the journey emits of a person who entered under the first documents and leaves under the second ones. */
async function listKeys(before: readonly SampleDocument[], after: readonly SampleDocument[]) {
  const stage = open();
  expect(await stage.publish(other, ...before)).toEqual([]);
  const touchpoint = parseTouchpoint({
    ...{ id: 'one', source: 'clinic', 'detail-type': 'Diagnosed', time: '2026-11-20T11:00:00Z' },
    detail: { userId: 'anna', properties: { diagnosis: 'asthma' } },
  });
  const { receivedAt: at } = touchpoint;
  const arrival = { at, input: { kind: 'touchpoint' as const, touchpoint } };
  const entry = simulatePerson(
    compileProgram(await stage.read()),
    createProfile('P1', at),
    [arrival],
    at + 1000,
  );
  await stage.publish(...after);
  const exit = simulatePerson(
    compileProgram(await stage.read()),
    entry.profile,
    [{ at: at + 2000, input: { ...arrival.input, touchpoint: { ...touchpoint, id: 'two', name: 'Cured' } } }],
    at + 200_000_000,
  );
  return [entry, exit].flatMap(({ steps }) =>
    steps.flatMap(({ effects }) =>
      effects.flatMap((effect) =>
        effect.kind === 'EmitEvent' ? [[effect.name, effect.properties['key']] as const] : [],
      ),
    ),
  );
}

it('is in the events of the journey only with the permission', async () => {
  const permitted = policy(['journey/care']);
  expect(await listKeys([permitted, journey()], [])).toEqual([
    ['Journey Entered', 'asthma'],
    ['Journey Left', 'asthma'],
  ]);
  const archived = journey({ status: 'archived' });
  expect(await listKeys([permitted, journey()], [policy(), archived])).toEqual([
    ['Journey Entered', 'asthma'],
    ['Journey Left', undefined],
  ]);
});

it('of an earlier version is not in the events of people who are inside it', async () => {
  const keyed = journey({ key: 'event.properties.case' });
  expect(await listKeys([policy(['journey/care']), journey()], [policy(), keyed])).toEqual([
    ['Journey Entered', 'asthma'],
    ['Journey Left', undefined],
  ]);
});
