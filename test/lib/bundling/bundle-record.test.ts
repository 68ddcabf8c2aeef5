/** The record that lets a synthesis leave the bundles alone: whatever they were made of counts. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readUnchanged, saveBundleRecord } from '../../../lib/bundling/bundle-record.ts';

const made = 'esbuild 1';
const inputs = ['app/a.ts', 'node_modules/@aws-sdk/core/dist-es/index.js', 'builtin-module:node:fs'];
const written = ['dist/functions/one/index.mjs'];
let root = '';
let file = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'percorso-record-'));
  file = join(root, 'dist/bundled.json');
  const known = [
    'package.json',
    'node_modules/@aws-sdk/core/package.json',
    'node_modules/.package-lock.json',
  ];
  for (const path of [...inputs.slice(0, 2), ...written, ...known]) await write(path, path);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Long ago: before the bundling that the record is of. */
async function write(path: string, contents: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), contents);
  await utimes(join(root, path), 1, 1);
}

const save = () => saveBundleRecord(file, root, { made, begunAt: Date.now() + 60_000, inputs, written });
const read = (by = made) => readUnchanged(file, root, by);

describe('the record of a bundling', () => {
  it('names the files that were written while all is as it was', async () => {
    expect(await read()).toBeUndefined();
    await save();
    expect(await read()).toEqual(written);
  });

  it.each([
    'app/a.ts',
    'node_modules/@aws-sdk/core/dist-es/index.js',
    'node_modules/@aws-sdk/core/package.json',
    'node_modules/.package-lock.json',
    'package.json',
    'dist/functions/one/index.mjs',
  ])('does not hold once %s is another, or absent', async (path) => {
    await save();
    await write(path, 'other');
    expect(await read()).toBeUndefined();
    await write(path, path);
    expect(await read()).toEqual(written);
    await rm(join(root, path));
    expect(await read()).toBeUndefined();
  });

  it('does not hold once a file appears that was looked for', async () => {
    await save();
    await write('tsconfig.json', '{}');
    expect(await read()).toBeUndefined();
  });

  it('does not hold for other tools or options, nor when it cannot be read', async () => {
    await save();
    expect(await read('esbuild 2')).toBeUndefined();
    await writeFile(file, '{');
    expect(await read()).toBeUndefined();
  });

  it('is not kept when a file changed while it was bundled', async () => {
    await save();
    await saveBundleRecord(file, root, { made, begunAt: 500, inputs, written });
    expect(await read()).toBeUndefined();
  });
});
