/** Publishing fails at every call it makes, before and after the call took effect, and heals when it runs again. */
import { describe, expect, it } from 'vitest';
import { listDocuments, type PublishingPorts } from '../../../app/publish/plan-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { welcome } from '../../harness/journey-samples.ts';
import {
  bad,
  good,
  listIds,
  openMemoryPorts,
  orders,
  putAll,
  readProgram,
  sms,
} from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };

type Crash = { readonly call: number; readonly after: boolean };

class CrashError extends Error {}

/** Counts the calls through both stores and fails one of them, before or after it took effect. */
function crashAt(
  ports: PublishingPorts,
  crash: Crash | undefined,
): { ports: PublishingPorts; calls: () => number } {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          calls += 1;
          const isHit = crash !== undefined && calls === crash.call;
          if (isHit && !crash.after) throw new CrashError(`before ${String(name)}`);
          const result: unknown = await Reflect.apply(method, target, args);
          if (isHit) throw new CrashError(`after ${String(name)}`);
          return result;
        };
      },
    });
  return {
    ports: { ...ports, documents: wrap(ports.documents), programs: wrap(ports.programs) },
    calls: () => calls,
  };
}

/**
 * Version 20 in force, so that the next cleans up; then one template changed, one trait added, people
 * moved to another version of a journey, and bad documents to annotate.
 */
async function openChanged(): Promise<PublishingPorts> {
  const ports = openMemoryPorts();
  await putAll(ports, [...good, welcome]);
  for (let version = 1; version <= 20; version += 1) {
    await ports.documents.put({ ...orders, name: `version ${version}` });
    await publishProgram(ports, options);
  }
  await putAll(ports, [
    { ...sms, content: { body: 'Changed' } },
    { ...orders, id: 'added' },
    shorter,
    ...bad.slice(0, 2),
  ]);
  return ports;
}

/** Moves the people inside `welcome` to its end, once. */
const shorter = {
  ...welcome,
  start: 'done',
  steps: { done: { type: 'end' } },
  stepMap: { hello: 'done', pause: 'done', again: null },
};

const describeContent = (program: ProgramSnapshot | undefined) => ({
  ids: listIds(program),
  revisions: program?.templates.map(({ revision }) => revision),
  journeys: program?.journeys.map(({ version, earlier, moves }) => ({ version, earlier, moves })),
});

describe('publishing that crashes', async () => {
  const counted = crashAt(await openChanged(), undefined);
  await publishProgram(counted.ports, options);
  const total = counted.calls();
  const annotations = 2;
  const expected = describeContent(await readProgram(counted.ports));

  it('reads, saves a template and a chunk, moves the pointer, cleans up and annotates twice', () => {
    // Fewer calls would mean that the crashes below stopped covering something.
    expect(total).toBe(11);
  });

  for (let call = 1; call <= total; call += 1) {
    for (const after of [false, true]) {
      it(`at call ${call} of ${total}, ${after ? 'after' : 'before'} it took effect, leaves a whole program and heals`, async () => {
        const ports = await openChanged();
        const before = describeContent(await readProgram(ports));
        const published = publishProgram(crashAt(ports, { call, after }).ports, options);
        // What cannot be shown on an item stops nothing.
        if (call > total - annotations)
          expect((await published).unannotated).toEqual([
            expect.objectContaining({ reason: expect.any(String) }),
          ]);
        else await expect(published).rejects.toThrow(CrashError);
        const between = describeContent(await readProgram(ports));
        expect([before, expected]).toContainEqual(between);
        await publishProgram(ports, { ...options, now: 2_000 });
        expect(describeContent(await readProgram(ports))).toEqual(expected);
        const annotated = (await listDocuments(ports.documents)).filter(
          ({ problems }) => problems !== undefined,
        );
        expect(annotated.map(({ id }) => id).sort()).toEqual(['bad-key', 'bad-reference']);
      });
    }
  }
});

describe('two concurrent publishers', () => {
  it('never mix their programs, at whichever call the second one begins', async () => {
    const reference = await openChanged();
    const counted = crashAt(reference, undefined);
    await publishProgram(counted.ports, options);
    const expected = describeContent(await readProgram(reference));
    for (let call = 1; call <= counted.calls(); call += 1) {
      const ports = await openChanged();
      // The rival saw an older table: it publishes another program in the middle of ours.
      const rival: PublishingPorts = {
        ...ports,
        documents: {
          ...ports.documents,
          list: async () => ({
            documents: good.map((document) => ({
              kind: document.kind,
              id: document.id,
              document: { ...document, name: 'Rival' },
            })),
          }),
        },
      };
      const cutIn = interruptAt(ports, call, () => publishProgram(rival, { now: 1_500, allowShrink: true }));
      await publishProgram(cutIn, options);
      await readProgram(ports);
      await publishProgram(ports, options);
      expect(describeContent(await readProgram(ports))).toEqual(expected);
    }
  });
});

function interruptAt(
  ports: PublishingPorts,
  call: number,
  interrupt: () => Promise<unknown>,
): PublishingPorts {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          calls += 1;
          if (calls === call) await interrupt();
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
  return { ...ports, documents: wrap(ports.documents), programs: wrap(ports.programs) };
}
