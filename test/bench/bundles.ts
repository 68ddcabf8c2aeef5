/** What a cold start of the deployed bundles reads, and the import time of the hot ones beside a bare handler with the same clients. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleOptions } from '../../lib/bundling/bundle.ts';
import { leanSdk } from '../../lib/bundling/lean-sdk.ts';
import { functionProfiles } from '../../lib/functions.ts';
import { buildBare } from './bare-handler.ts';
import { measureStart } from './start-files.ts';

export interface BundleFigure {
  readonly name: string;
  readonly kilobytes: number;
}

/** Medians, in milliseconds. */
export interface ImportTimes {
  /** CPU time of the main thread, which other work on the machine changes little. */
  readonly cpu: number;
  readonly elapsed: number;
}

export interface ImportFigure {
  readonly ours: ImportTimes;
  /** With the lean SDK, and with import statements for Node's own modules. */
  readonly bare: ImportTimes;
  /** With our whole bundling: what is left of `ours` without our code. */
  readonly floor: ImportTimes;
}

export const importRounds = 41;

const root = resolve(import.meta.dirname, '../..');

export function measureBundles(): BundleFigure[] {
  const folder = join(root, 'dist/functions');
  if (!existsSync(folder)) throw new Error('No bundles in dist/functions: run `npm run bundle` first.');
  return readdirSync(folder).map((name) => ({ name, kilobytes: measureStart(join(folder, name)) / 1000 }));
}

/** Imports the bundles in fresh processes, in turn, and takes medians. */
export async function measureImport(name: string, clients: readonly string[]): Promise<ImportFigure> {
  const scratch = mkdtempSync(join(mkdirOf(root), 'bare-'));
  try {
    const bare = await buildBare(join(scratch, 'bare'), clients, [leanSdk]);
    const floor = await buildBare(join(scratch, 'floor'), clients, bundleOptions.plugins);
    const bundle = join(root, 'dist/functions', name, 'index.mjs');
    const rounds = Array.from({ length: importRounds }, () => ({
      ours: importOnce(scratch, bundle),
      bare: importOnce(scratch, bare),
      floor: importOnce(scratch, floor),
    }));
    return {
      ours: takeMedians(rounds.map((round) => round.ours)),
      bare: takeMedians(rounds.map((round) => round.bare)),
      floor: takeMedians(rounds.map((round) => round.floor)),
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Handlers read their variables on import: every variable any of them names is set to a placeholder. */
function importOnce(scratch: string, file: string): ImportTimes {
  const script = join(scratch, 'import.mjs');
  writeFileSync(
    script,
    `const before = process.threadCpuUsage(); const start = performance.now(); await import(${JSON.stringify(file)});
const elapsed = performance.now() - start; const { user, system } = process.threadCpuUsage(before);
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1000, elapsed })); process.exit(0);`,
  );
  const env = new Proxy(placeholders(), {});
  return JSON.parse(execFileSync(process.execPath, [script], { env, encoding: 'utf8' })) as ImportTimes;
}

function takeMedians(times: readonly ImportTimes[]): ImportTimes {
  return { cpu: median(times.map(({ cpu }) => cpu)), elapsed: median(times.map(({ elapsed }) => elapsed)) };
}

function placeholders(): Record<string, string> {
  const names = Object.values(functionProfiles).flatMap(({ variables }) => variables);
  return {
    ...Object.fromEntries(names.map((name) => [name, 'x'])),
    WAKE_SHARDS: '8',
    TIMELINE_DAYS: '400',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    PATH: process.env['PATH'] ?? '',
  };
}

function mkdirOf(parent: string): string {
  const folder = join(parent, 'dist');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
