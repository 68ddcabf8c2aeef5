/** The bundles that deploy: complete, without what never runs, and the same each time. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bundleFunctions,
  bundleOptions,
  bundleRecordFile,
  locateBundle,
  minifyRecordFile,
} from '../../../lib/bundling/bundle.ts';
import {
  compilerNames,
  type FunctionName,
  functionNames,
  functionProfiles,
  rendererNames,
  splitNames,
} from '../../../lib/functions.ts';
import { listStartFiles, measureStart } from '../../bench/start-files.ts';

const run = promisify(execFile);
let scratch = '';

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'percorso-bundle-'));
  // On a machine that other test files use too.
  await bundleFunctions();
}, 240_000);

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

describe('bundles', () => {
  it.each(functionNames)('hold %s whole: it loads with its variables and nothing but Node', async (name) => {
    const { stdout } = await runModule(
      `const { handler } = await import(${JSON.stringify(join(locateBundle(name), 'index.mjs'))});
       console.log(typeof handler);`,
      { ...listVariables(name), AWS_REGION: 'eu-south-1' },
    );
    expect(stdout.trim()).toBe('function');
  });

  it('put nothing into an asset but the handler, its parts and, where something is rendered or compiled, the worker', async () => {
    for (const name of functionNames) {
      const isIn = (names: readonly string[]) => names.includes(name);
      const workers = [
        ...(isIn(compilerNames) ? ['compile-worker.mjs'] : []),
        ...(isIn(rendererNames) ? ['render-worker.mjs'] : []),
      ];
      const { atStart, onDemand } = listStartFiles(locateBundle(name));
      expect((await readdir(locateBundle(name))).sort()).toEqual(
        [...workers, ...atStart, ...onDemand].sort(),
      );
    }
  });

  it.each(['advance-profile', 'sweep-timers'] as const)('keep the start of %s within 350 KB', (name) => {
    expect(measureStart(locateBundle(name))).toBeLessThanOrEqual(350_000);
  });

  it('keep out of a start what is loaded on demand or never reached: advance-profile rarely emits events and sends messages', async () => {
    const { atStart, onDemand } = listStartFiles(locateBundle('advance-profile'));
    const texts = await Promise.all(
      atStart.map((file) => readFile(join(locateBundle('advance-profile'), file), 'utf8')),
    );
    expect(texts.join('')).not.toMatch(/AWSEvents|SendMessageBatch/);
    expect(texts.join('')).not.toMatch(/BackupNotFoundException|presign|writeDiscriminatedDocument/);
    for (const part of ['event-bus', 'connect-sqs'])
      expect(onDemand).toContainEqual(expect.stringMatching(new RegExp(`^${part}-\\w+\\.mjs$`)));
  });

  it.each(splitNames)('can load each part of %s on its own', async (name) => {
    const { onDemand } = listStartFiles(locateBundle(name));
    const { stdout } = await runModule(
      `for (const file of ${JSON.stringify(onDemand)}) {
         const part = await import(${JSON.stringify(`${locateBundle(name)}/`)} + file);
         console.log(Object.keys(part).length > 0);
       }`,
      // A part imports what it shares with the start from the handler's file.
      { ...listVariables(name), AWS_REGION: 'eu-south-1' },
    );
    expect(onDemand.length).toBeGreaterThan(0);
    expect(stdout.trim().split('\n')).toEqual(onDemand.map(() => 'true'));
  });

  it('can be read by whom Lambda runs them as, whatever the umask here', async () => {
    const path = join(locateBundle('keep-rejected'), 'index.mjs');
    await chmod(path, 0o600);
    await bundleFunctions();
    expect((await stat(path)).mode & 0o777).toBe(0o644);
  });

  it('start in ASCII: one other character makes Node store the file with two bytes per character', async () => {
    for (const name of functionNames) {
      for (const file of listStartFiles(locateBundle(name)).atStart) {
        const bytes = await readFile(join(locateBundle(name), file));
        expect(
          bytes.findIndex((byte) => byte > 127),
          `${name}/${file}`,
        ).toBe(-1);
      }
    }
  });

  it('start without import statements of Node’s modules, which Node would wrap', async () => {
    for (const name of functionNames) {
      for (const file of listStartFiles(locateBundle(name)).atStart) {
        const text = await readFile(join(locateBundle(name), file), 'utf8');
        expect(text, `${name}/${file}`).not.toMatch(/\b(?:from|import)"node:/);
      }
    }
  });

  it('leave out the credential chain, which Lambda never uses', async () => {
    for (const name of functionNames) {
      const { atStart, onDemand } = listStartFiles(locateBundle(name));
      const files = [...atStart, ...onDemand].map((file) => readFile(join(locateBundle(name), file), 'utf8'));
      expect((await Promise.all(files)).join(''), name).not.toMatch(
        /AWS_WEB_IDENTITY_TOKEN_FILE|sso_start_url|credential_process/,
      );
    }
  });

  it('are left alone when nothing that they are made of changed', async () => {
    const { mtimeMs } = await stat(bundleRecordFile);
    const before = await hashBundles();
    await bundleFunctions();
    expect((await stat(bundleRecordFile)).mtimeMs).toBe(mtimeMs);
    expect(await hashBundles()).toEqual(before);
  });

  it('are made again, the same byte for byte, where a file is not what was written, also when two are shortened again', async () => {
    const before = await hashBundles();
    const record = Object.entries(JSON.parse(await readFile(minifyRecordFile, 'utf8')) as object);
    const kept = record.filter(([path]) => !/\/(?:sweep-timers|call-webhook)\//.test(path));
    expect(record.length - kept.length).toBe(2);
    await writeFile(minifyRecordFile, JSON.stringify(Object.fromEntries(kept)));
    for (const name of ['call-webhook', 'keep-rejected'] as const) {
      const path = join(locateBundle(name), 'index.mjs');
      await writeFile(path, `${await readFile(path, 'utf8')}//`);
    }
    await bundleFunctions();
    expect(await hashBundles()).toEqual(before);
  });

  it('take the function’s credentials from the environment, and say so when there are none', async () => {
    const outfile = await bundleScript(
      `import { defaultProvider } from '@aws-sdk/credential-provider-node';
       console.log(JSON.stringify(await defaultProvider()().catch(({ code }) => code)));`,
    );
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'token' };
    const given = await run(process.execPath, [outfile], { env: keys });
    expect(JSON.parse(given.stdout)).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'key',
      sessionToken: 'token',
    });
    const none = await run(process.execPath, [outfile], { env: {} });
    expect(JSON.parse(none.stdout)).toBe('credentials_missing');
  });

  it('can turn MJML into HTML: its 3 MB of CommonJS run as an ES module', async () => {
    const outfile = await bundleScript(
      `import mjml2html from 'mjml';
       const { html, errors } = await mjml2html('<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ name }}</mj-text></mj-column></mj-section></mj-body></mjml>');
       console.log(JSON.stringify({ errors, isKept: html.includes('Hi {{ name }}'), isHtml: html.includes('<table') }));`,
    );
    const { stdout } = await run(process.execPath, [outfile]);
    expect(JSON.parse(stdout)).toEqual({ errors: [], isKept: true, isHtml: true });
  });
});

/** Bundles a script as a function is bundled. */
async function bundleScript(contents: string): Promise<string> {
  const outfile = join(scratch, `${createHash('sha256').update(contents).digest('hex').slice(0, 8)}.mjs`);
  const { absWorkingDir } = bundleOptions;
  await build({
    ...bundleOptions,
    stdin: { contents, resolveDir: absWorkingDir },
    outfile,
    sourcemap: false,
  });
  return outfile;
}

function runModule(code: string, env: Readonly<Record<string, string>>) {
  return run(process.execPath, ['--input-type=module', '-e', code], { env });
}

async function hashBundles(): Promise<Record<string, string>> {
  const paths = functionNames.flatMap((name) => {
    const { atStart, onDemand } = listStartFiles(locateBundle(name));
    return [...atStart, ...onDemand].map((file) => join(locateBundle(name), file));
  });
  const hashes = paths.map(async (path) => {
    return [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

function listVariables(name: FunctionName): Record<string, string> {
  const declared = functionProfiles[name].variables.map((variable) => [variable, '1']);
  return { ...Object.fromEntries(declared), SMS_PROVIDER: 'pinpoint' };
}
