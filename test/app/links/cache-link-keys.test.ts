/** Link keys in a process: read rarely, rotated in time, and usable while Parameter Store is down. */
import { describe, expect, it } from 'vitest';
import { createMemoryLinkKeyStore } from '../../../adapters/memory/link-keys.ts';
import { cacheLinkKeys, currentKeyAge, newerKeyAge } from '../../../app/links/cache-link-keys.ts';
import { openLink, sealLink } from '../../../app/links/seal-link.ts';
import { LinkKeyMissingError } from '../../../app/ports/link-keys.ts';
import { sampleClaim } from './sample-claims.ts';

const keyOf = (byte: number) => new Uint8Array(32).fill(byte);

function open() {
  const store = createMemoryLinkKeyStore();
  const world = { now: 1_000_000, reads: [] as (number | undefined)[], isDown: false };
  const reader = {
    async read(version?: number) {
      world.reads.push(version);
      if (world.isDown) throw new Error('down');
      return store.read(version);
    },
  };
  return { store, world, keys: cacheLinkKeys(reader, () => world.now) };
}

describe('link keys', () => {
  it('are read once for many messages at once, and again after five minutes', async () => {
    const { store, world, keys } = open();
    await store.createFirst(keyOf(1));
    const read = await Promise.all(Array.from({ length: 20 }, () => keys.current()));
    expect(new Set(read.map(({ version }) => version))).toEqual(new Set([1]));
    expect(world.reads).toEqual([undefined]);
    world.now += currentKeyAge - 1;
    await keys.current();
    expect(world.reads).toHaveLength(1);
    await store.addVersion(keyOf(2));
    world.now += 1;
    expect(await keys.current()).toEqual({ version: 2, key: keyOf(2) });
  });

  it('that were rotated open the links of before and after', async () => {
    const { store, world, keys } = open();
    await store.createFirst(keyOf(1));
    const old = sealLink(sampleClaim, await keys.current());
    await store.addVersion(keyOf(2));
    world.now += currentKeyAge;
    const fresh = sealLink(sampleClaim, await keys.current());
    expect(fresh).not.toBe(old);
    for (const token of [old, fresh]) expect(await openLink(token, keys, 'unsubscribe')).toEqual(sampleClaim);
  });

  it('that another process rotated are found within seconds', async () => {
    const { store, world, keys } = open();
    await store.createFirst(keyOf(1));
    await keys.find(1);
    await store.addVersion(keyOf(2));
    world.now += newerKeyAge;
    expect(await keys.find(2)).toEqual(keyOf(2));
  });

  it('of forged versions cause one read in ten seconds at most, and none of an old version twice', async () => {
    const { store, world, keys } = open();
    await store.createFirst(keyOf(1));
    await store.addVersion(keyOf(2));
    for (let version = 0; version < 5_000; version++) await keys.find(version * 858_993);
    expect(await keys.find(2)).toEqual(keyOf(2));
    expect(world.reads).toEqual([undefined]);
    expect([await keys.find(1), await keys.find(1)]).toEqual([keyOf(1), keyOf(1)]);
    expect(world.reads).toEqual([undefined, 1]);
  });

  it('that are known seal and open while Parameter Store is down', async () => {
    const { store, world, keys } = open();
    await store.createFirst(keyOf(1));
    await keys.current();
    world.isDown = true;
    world.now += 10 * currentKeyAge;
    expect(await keys.current()).toEqual({ version: 1, key: keyOf(1) });
    expect(await keys.find(1)).toEqual(keyOf(1));
    await expect(keys.find(2)).rejects.toThrow('down');
  });

  it('that could not be read are read again by the next call', async () => {
    const { store, world, keys } = open();
    world.isDown = true;
    await expect(keys.current()).rejects.toThrow('down');
    world.isDown = false;
    await expect(keys.current()).rejects.toThrow(LinkKeyMissingError);
    await store.createFirst(keyOf(1));
    await store.addVersion(keyOf(2));
    expect(await keys.current()).toMatchObject({ version: 2 });
    world.isDown = true;
    await expect(keys.find(1)).rejects.toThrow('down');
    world.isDown = false;
    expect(await keys.find(1)).toEqual(keyOf(1));
  });
});
