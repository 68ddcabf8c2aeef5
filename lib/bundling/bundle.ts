/**
 * Bundles every handler: `functions/<name>/handler.ts` → `dist/functions/<name>/index.mjs`. In a split function, dynamic
 * imports become separate files beside it, so that a cold start does not parse code that rarely runs.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin, version } from 'esbuild';
import { compilerNames, type FunctionName, functionNames, rendererNames, splitNames } from '../functions.ts';
import { withoutAbsentParts } from './absent-parts.ts';
import { builtinModules } from './builtin-modules.ts';
import { readUnchanged, saveBundleRecord } from './bundle-record.ts';
import { joinStart } from './join-start.ts';
import { leanSdk } from './lean-sdk.ts';
import { minifierName, minifyOutputs } from './minify.ts';
import { openMinifyRecord } from './minify-record.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the bundles are written: one folder per function, used as the Lambda asset as it is. */
export const bundleFolder = join(root, 'dist', 'functions');

/** Source maps stay out of the assets: they would slow down a cold start. */
const sourceMapFolder = join(root, 'dist', 'sourcemaps');

/** Record of the inputs of the last minification; without it, all bundles are minified again. */
export const minifyRecordFile = join(root, 'dist', 'minified.json');

/** Record of what the last bundling read and wrote; without it, everything is bundled again. */
export const bundleRecordFile = join(root, 'dist', 'bundled.json');

/** The options of every bundle. */
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
    '@aws-sdk/credential-provider-node': './lib/bundling/environment-credentials.ts',
    '@aws-sdk/endpoint-cache': './lib/bundling/absent-endpoint-cache.ts',
    '@smithy/core/event-streams': './lib/bundling/absent-event-streams.ts',
  },
  plugins: [withoutAbsentParts, leanSdk, builtinModules],
  sourcemap: 'external',
  banner: {
    // CommonJS packages inside an ES module still call require() for Node's own modules. Pure: left out where none does.
    js: "const require=/* @__PURE__ */process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Adds the files that are loaded on demand. A split function is built alone: a file shared with others would be in no asset. */
const splitOptions = { ...bundleOptions, splitting: true, chunkNames: '[name]-[hash]' } as const;

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
      `No such file: ${missing.join(', ')}. Every name in lib/functions.ts needs a handler; write it, or remove the name.`,
    );
    this.name = 'HandlerMissingError';
    this.missing = missing;
  }
}

/** Writes what changed, and returns all bundles by file name. Throws HandlerMissingError, or esbuild's own errors. */
export async function bundleFunctions(): Promise<readonly BundledFile[]> {
  const missing = functionNames.map(locateHandler).filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new HandlerMissingError(missing);

  const whole = listWhole();
  const made = JSON.stringify([version, process.version, minifierName, splitOptions, whole, splitNames]);
  const unchanged = await readUnchanged(bundleRecordFile, root, made);
  if (unchanged !== undefined) return finish(unchanged);

  const begunAt = Date.now();
  const inputs = new Set<string>();
  const note = ({ inputs: read }: Metafile) => {
    for (const input of Object.keys(read)) inputs.add(input);
  };
  const wholes = build({
    ...bundleOptions,
    entryPoints: whole,
    outdir: bundleFolder,
    metafile: true,
    write: false,
  });
  const splits = splitNames.map((name) =>
    buildSplit(locateHandler(name), locateBundle(name), bundleOptions.plugins, note),
  );
  const files = [(await wholes).outputFiles, ...(await Promise.all(splits))].flat();
  note((await wholes).metafile);

  const record = await openMinifyRecord(minifyRecordFile, minifierName);
  const written = await writeOutputs(await minifyOutputs(files, record));
  await record.save();
  const bundled = await finish(written);
  await saveBundleRecord(bundleRecordFile, root, { made, begunAt, inputs, written });
  return bundled;
}

/**
 * `entry` as `folder/index.mjs`, what it loads on demand beside it, and the source maps of both. `onMetafile` learns what
 * was read.
 */
export async function buildSplit(
  entry: string,
  folder: string,
  plugins: Plugin[] = splitOptions.plugins,
  onMetafile: (metafile: Metafile) => void = () => undefined,
): Promise<readonly OutputFile[]> {
  const { outputFiles, metafile } = await build({
    ...splitOptions,
    plugins,
    entryPoints: { index: entry },
    outdir: folder,
    metafile: true,
    write: false,
  });
  onMetafile(metafile);
  const start = join(folder, 'index.mjs');
  const reached = listReached(metafile, relative(root, start));
  const files = outputFiles.filter(({ path }) => reached.has(relative(root, path.replace(/\.map$/, ''))));
  return joinStart(files, start, bundleOptions);
}

/** esbuild also writes files of dynamic imports in code that it then removes. */
function listReached({ outputs }: Metafile, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.external !== true) reached.add(imported.path);
    }
  }
  return reached;
}

/** The folder of one function's bundle. */
export function locateBundle(name: FunctionName): string {
  return join(bundleFolder, name);
}

function locateHandler(name: FunctionName): string {
  return `functions/${name}/handler.ts`;
}

/** Single-file entries: handlers without parts, and the workers that run in threads beside a handler. */
function listWhole(): Record<string, string> {
  const isSplit = (name: FunctionName) => splitNames.some((split) => split === name);
  const handlers = functionNames
    .filter((name) => !isSplit(name))
    .map((name) => [`${name}/index`, locateHandler(name)]);
  const renderers = rendererNames.map((name) => [
    `${name}/render-worker`,
    'adapters/content/render-worker.ts',
  ]);
  const compilers = compilerNames.map((name) => [
    `${name}/compile-worker`,
    'adapters/content/compile-worker.ts',
  ]);
  return Object.fromEntries([...handlers, ...renderers, ...compilers]);
}

/** Returns the paths of what is written, source maps too, relative to the repository. */
async function writeOutputs(files: readonly OutputFile[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const file of files) {
    const isMap = file.path.endsWith('.map');
    const path = isMap ? join(sourceMapFolder, relative(bundleFolder, file.path)) : file.path;
    await writeChanged(path, file.contents);
    paths.push(relative(root, path));
  }
  return paths;
}

/** Leaves in the folders of the functions what was written and nothing else. Returns the bundles. */
async function finish(written: readonly string[]): Promise<readonly BundledFile[]> {
  const bundles = written.filter((path) => !path.endsWith('.map'));
  const bundled: BundledFile[] = [];
  for (const path of bundles) {
    // The zip keeps file modes, and Lambda's user is not the one whose umask set them.
    await chmod(join(root, path), 0o644);
    bundled.push({ path, bytes: (await stat(join(root, path))).size });
  }
  await removeStale(new Set(bundles.map((path) => join(root, path))));
  return bundled.sort((left, right) => basename(left.path).localeCompare(basename(right.path)));
}

/** Does not touch a file that is up to date: concurrent bundlings must not replace each other's files. */
async function writeChanged(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present !== undefined && Buffer.compare(present, contents) === 0) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

/** Removes bundles of functions that no longer exist: every file in a folder would be deployed. */
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
