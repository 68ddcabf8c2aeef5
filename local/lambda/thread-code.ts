/**
 * The code of a function's thread as JavaScript, built once in a process. Node strips the types again in each thread, and that
 * takes longer than loading a function's bundle.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

export interface ThreadCode {
  readonly worker: URL;
  /** Loaded before the worker, and in the threads that the function starts. */
  readonly preloaded: readonly URL[];
}

const sources = ['./worker.ts', './virtual-date.ts', './outside.ts'].map(
  (file) => new URL(file, import.meta.url),
);
let built: ThreadCode | undefined;

/** The files lie in a temporary folder, which is removed when the process exits. */
export function readThreadCode(): ThreadCode {
  built ??= build();
  return built;
}

function build(): ThreadCode {
  const folder = mkdtempSync(join(tmpdir(), 'percorso-threads-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  buildSync({
    entryPoints: sources.map((source) => fileURLToPath(source)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
  });
  const [worker, ...preloaded] = sources.map((source) =>
    pathToFileURL(join(folder, basename(source.pathname).replace('.ts', '.mjs'))),
  );
  if (worker === undefined) throw new TypeError('A thread has no code');
  return { worker, preloaded };
}
