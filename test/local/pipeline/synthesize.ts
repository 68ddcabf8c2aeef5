/** Once before the tests of this folder: the stack as `npm run synth:local` makes it, in a folder of the run's own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder that `cdk synth` wrote. */
    readonly cdkOut: string;
  }
}

const root = resolve(import.meta.dirname, '../../..');

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cdkOut = await mkdtemp(join(tmpdir(), 'percorso-pipeline-'));
  const remove = (): Promise<void> => rm(cdkOut, { recursive: true, force: true });
  try {
    // The script itself, so that the context is the one people use.
    await promisify(execFile)('npm', ['run', '--silent', 'synth:local', '--', '--output', cdkOut], {
      cwd: root,
    });
  } catch (error) {
    await remove();
    throw error;
  }
  project.provide('cdkOut', cdkOut);
  return remove;
}
