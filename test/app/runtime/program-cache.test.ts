/** The program in force: checked seldom, replaced when a newer one can be loaded, kept when not. */
import { describe, expect, it } from 'vitest';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { createProgramCache } from '../../../app/runtime/program-cache.ts';
import { createSnapshotCache } from '../../../app/runtime/snapshot-cache.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const second = { ...sampleSnapshot, version: 2, hash: 'sample-2' };

function watch() {
  const counted: string[] = [];
  return { counted, telemetry: { ...silentTelemetry, count: (metric: string) => void counted.push(metric) } };
}

describe('the program cache', () => {
  it('starts with an empty program, and reads the pointer every two seconds', async () => {
    const store = createMemoryProgramStore();
    const cache = createProgramCache(store);
    expect((await cache.current(0, silentTelemetry)).version).toBe(0);
    await publishSnapshot(store, sampleSnapshot);
    expect((await cache.current(1_999, silentTelemetry)).version).toBe(0);
    expect((await cache.current(2_000, silentTelemetry)).version).toBe(1);
    await publishSnapshot(store, second);
    expect((await cache.current(3_999, silentTelemetry)).version).toBe(1);
    expect((await cache.current(4_000, silentTelemetry)).version).toBe(2);
  });

  it('keeps the old program when the new one cannot be read, and logs it', async () => {
    const store = createMemoryProgramStore();
    const cache = createProgramCache(store);
    await publishSnapshot(store, sampleSnapshot);
    await cache.current(0, silentTelemetry);
    await store.setCurrent(1, { version: 2, hash: 'missing', chunks: 1 });
    const { counted, telemetry } = watch();
    expect((await cache.current(10_000, telemetry)).version).toBe(1);
    expect(counted).toEqual(['ProgramLoadFailures']);
  });

  it('keeps the last program when the table was emptied by mistake', async () => {
    const store = createMemoryProgramStore();
    const cache = createProgramCache(store);
    await publishSnapshot(store, sampleSnapshot);
    await cache.current(0, silentTelemetry);
    await store.setCurrent(1, { version: 0, hash: '', chunks: 0 });
    const { counted, telemetry } = watch();
    expect((await cache.current(10_000, telemetry)).version).toBe(1);
    expect(counted).toEqual(['ProgramLoadFailures']);
  });

  it('fails when no program was ever loaded', async () => {
    const store = createMemoryProgramStore();
    await store.setCurrent(0, { version: 1, hash: 'missing', chunks: 1 });
    await expect(createProgramCache(store).current(0, silentTelemetry)).rejects.toMatchObject({
      code: 'program_unreadable',
    });
  });

  it('loads a new program also after the clock was set back', async () => {
    const store = createMemoryProgramStore();
    const cache = createProgramCache(store);
    await cache.current(1_000_000, silentTelemetry);
    await publishSnapshot(store, sampleSnapshot);
    expect((await cache.current(0, silentTelemetry)).version).toBe(1);
  });

  it('returns to an older program when the pointer was moved back', async () => {
    const store = createMemoryProgramStore();
    const cache = createProgramCache(store);
    await publishSnapshot(store, sampleSnapshot);
    await publishSnapshot(store, second);
    expect((await cache.current(0, silentTelemetry)).version).toBe(2);
    await store.setCurrent(2, { version: 1, hash: sampleSnapshot.hash, chunks: 1 });
    expect((await cache.current(10_000, silentTelemetry)).version).toBe(1);
  });

  it('loads another program with the same number, as after a table was emptied and filled again', async () => {
    const before = createMemoryProgramStore();
    const after = createMemoryProgramStore();
    await publishSnapshot(before, sampleSnapshot);
    await publishSnapshot(after, { ...sampleSnapshot, hash: 'filled again', rules: [] });
    let isRefilled = false;
    const cache = createProgramCache({
      ...before,
      readCurrent: () => (isRefilled ? after : before).readCurrent(),
      loadChunk: (version, index) => (isRefilled ? after : before).loadChunk(version, index),
    });
    const old = await cache.current(0, silentTelemetry);
    isRefilled = true;
    expect(await cache.current(10_000, silentTelemetry)).not.toBe(old);
  });
});

describe('the published snapshot, as runs read it', () => {
  it('is never older than the run needs because a replica lags', async () => {
    const store = createMemoryProgramStore();
    await publishSnapshot(store, sampleSnapshot);
    const before = await store.readCurrent();
    await publishSnapshot(store, second);
    const readCurrent: typeof store.readCurrent = async (options) =>
      options?.consistent === true ? store.readCurrent() : before;
    const cache = createSnapshotCache({ ...store, readCurrent });
    expect((await cache.current())?.version).toBe(1);
    expect((await cache.current(2))?.version).toBe(2);
  });
});
