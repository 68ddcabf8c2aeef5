/** Bundles every handler with one esbuild call: `functions/<name>/handler.ts` → `dist/functions/<name>/index.mjs`. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type OutputFile } from 'esbuild';
import { compilerNames, type FunctionName, functionNames, rendererNames } from './functions.ts';
import { leanSdk } from './lean-sdk.ts';
import { minifyOutputs } from './minify.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundles go: one folder per function, which is the Lambda asset as it is. */
export const bundleFolder = join(root, 'dist', 'functions');

/** Source maps stay out of the assets: a cold start would pay for reading them. */
const sourceMapFolder = join(root, 'dist', 'sourcemaps');

/** How every bundle is made. */
export const bundleOptions = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  treeShaking: true,
  legalComments: 'none',
  // Halves import time: `main` of the SDK packages is CommonJS.
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': './lib/environment-credentials.ts',
    '@aws-sdk/endpoint-cache': './lib/absent-sdk-parts.ts',
    '@smithy/core/event-streams': './lib/absent-sdk-parts.ts',
  },
  plugins: [leanSdk],
  sourcemap: 'external',
  banner: {
    // CommonJS packages inside an ES module still call require() for Node's own modules.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

export interface BundledFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly bytes: number;
}

/** A function has no handler to bundle. */
export class HandlerMissingError extends Error {
  readonly code = 'handler_missing';
  readonly missing: readonly string[];
  constructor(missing: readonly string[]) {
    super(
      `No such file: ${missing.join(', ')}. Every name in lib/functions.ts needs its handler; write it, or take the name out.`,
    );
    this.name = 'HandlerMissingError';
    this.missing = missing;
  }
}

/** Writes all bundles anew and returns them, index files first. Throws HandlerMissingError, or esbuild's own errors. */
export async function bundleFunctions(): Promise<readonly BundledFile[]> {
  const entries = listEntries();
  const missing = Object.values(entries).filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new HandlerMissingError(missing);

  const result = await build({ ...bundleOptions, entryPoints: entries, outdir: bundleFolder, write: false });

  return writeOutputs(await minifyOutputs(result.outputFiles));
}

/** The folder of one function's bundle. */
export function locateBundle(name: FunctionName): string {
  return join(bundleFolder, name);
}

function listEntries(): Record<string, string> {
  const handlers = functionNames.map((name) => [`${name}/index`, `functions/${name}/handler.ts`]);
  const workers = rendererNames.map((name) => [`${name}/render-worker`, 'adapters/content/render-worker.ts']);
  const compilers = compilerNames.map((name) => [
    `${name}/compile-worker`,
    'adapters/content/compile-worker.ts',
  ]);
  return Object.fromEntries([...handlers, ...workers, ...compilers]);
}

async function writeOutputs(files: readonly OutputFile[]): Promise<readonly BundledFile[]> {
  const bundled: BundledFile[] = [];
  for (const file of files) {
    const isMap = file.path.endsWith('.map');
    const path = isMap ? join(sourceMapFolder, relative(bundleFolder, file.path)) : file.path;
    await writeChanged(path, file.contents);
    // The zip keeps file modes, and Lambda runs as another user than whose umask made them.
    await chmod(path, 0o644);
    if (!isMap) bundled.push({ path: relative(root, path), bytes: file.contents.length });
  }
  await removeStale(new Set(bundled.map(({ path }) => join(root, path))));
  return bundled.sort((left, right) => basename(left.path).localeCompare(basename(right.path)));
}

/** Leaves a file alone that is right already: two bundlings at once must not pull files from under each other. */
async function writeChanged(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present !== undefined && Buffer.compare(present, contents) === 0) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

/** Takes away bundles of functions that are gone: whatever lies in a folder would be deployed. */
async function removeStale(current: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(bundleFolder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name.endsWith('.mjs') && !current.has(path)) await rm(path);
  }
}

if (import.meta.main) {
  for (const { path, bytes } of await bundleFunctions()) {
    console.log(`${(bytes / 1024).toFixed(0).padStart(6)} KB  ${path}`);
  }
}
