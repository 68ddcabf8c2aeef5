/** The file of an export is whole or it is not there, and is written item by item. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writePersonFile } from '../../../cli/files/person-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'percorso-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const place = (name: string) => join(folder, name);

async function* count(end: number, onItem: (index: number) => void = () => undefined) {
  for (let index = 0; index < end; index++) {
    onItem(index);
    yield { index, text: 'x\n"ü' };
  }
}

describe('the file of an export', () => {
  it('is one JSON object with its counts last, which only its user can read', async () => {
    const sections = [
      ['format', 'f'],
      ['profile', { traits: { a: [1, { b: null }] } }],
      ['timeline', count(3)],
      ['messages', count(0)],
      ['rejectedEvents', null],
    ] as const;
    const { counts, bytes } = await writePersonFile(place('whole.json'), sections);
    const text = readFileSync(place('whole.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      format: 'f',
      profile: { traits: { a: [1, { b: null }] } },
      timeline: [0, 1, 2].map((index) => ({ index, text: 'x\n"ü' })),
      messages: [],
      rejectedEvents: null,
      counts: { timeline: 3, messages: 0 },
      isComplete: true,
    });
    expect([counts, bytes]).toEqual([{ timeline: 3, messages: 0 }, Buffer.byteLength(text)]);
    expect(statSync(place('whole.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['whole.json']);
  });

  it('is not there when a list fails at any item, and neither is its part', async () => {
    for (const failing of [0, 1, 500, 4_999]) {
      const list = count(5_000, (index) => {
        if (index === failing) throw new Error('The table is away');
      });
      await expect(writePersonFile(place('broken.json'), [['timeline', list]])).rejects.toThrow('away');
      expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
    }
  });

  it('is under a temporary name until it is whole, and nothing but a part of it is held', async () => {
    let longestUnwritten = 0;
    let read = 0;
    const list = count(10_000, () => {
      read++;
      const names = readdirSync(folder).filter((name) => name.startsWith('large'));
      expect(names).toHaveLength(1);
      expect(names[0]).toMatch(/^large\.json\.[0-9a-f]{8}\.partial$/);
      if (read % 500 !== 0) return;
      const written = statSync(place(names[0] ?? '')).size;
      longestUnwritten = Math.max(longestUnwritten, read * 60 - written);
    });
    await writePersonFile(place('large.json'), [['timeline', list]]);
    expect(JSON.parse(readFileSync(place('large.json'), 'utf8'))).toMatchObject({
      counts: { timeline: 10_000 },
    });
    expect(longestUnwritten).toBeLessThan(200_000);
  });

  it('replaces no file, also not one that appears while it is written', async () => {
    writeFileSync(place('mine.json'), 'mine');
    await expect(writePersonFile(place('mine.json'), [])).rejects.toThrow(/exists already/);
    const list = count(1, () => writeFileSync(place('late.json'), 'mine'));
    await expect(writePersonFile(place('late.json'), [['timeline', list]])).rejects.toThrow(/exists already/);
    for (const name of ['mine.json', 'late.json']) expect(readFileSync(place(name), 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('is an error in a folder that is not there', async () => {
    await expect(writePersonFile(place('no/file.json'), [])).rejects.toThrow(/cannot be written/);
  });
});
