/** The app as `cdk synth` runs it: real bundles, real checks, the same result every time. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appContext, smallestContext } from './synthesize-stage.ts';

const run = promisify(execFile);
const app = join(import.meta.dirname, '../../bin/percorso.ts');
const application = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'percorso-synth-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('synth', () => {
  it.each([
    ['as it comes', {}],
    ['with an existing Pinpoint application', { pinpointApplicationId: application }],
    [
      'with SMS from a sender id',
      { sms: 'sms-voice', smsOrigination: 'Percorso', smsConfigurationSet: 'main' },
    ],
    [
      'as a throwaway stage',
      { removal: 'destroy', alarms: 'false', dashboard: 'false', createIdentity: 'true' },
    ],
  ])('passes the AwsSolutions and Serverless checks and CloudFormation’s own %s', async (title, context) => {
    const outdir = join(folder, title.replaceAll(' ', '-'));
    await synthesize(outdir, { ...smallestContext, ...context });
    const report: unknown = JSON.parse(await readFile(join(outdir, 'validation-report.json'), 'utf8'));
    expect(report).toMatchObject({ pluginReports: expect.anything() });
    expect(JSON.stringify(report)).not.toContain('"conclusion":"failure"');
  });

  it('makes the same template of the same sources', async () => {
    const [left, right] = ['left', 'right'].map((name) => join(folder, name));
    if (left === undefined || right === undefined) throw new Error('two folders were named');
    await synthesize(left, smallestContext);
    await synthesize(right, smallestContext);
    const name = 'percorso-test.template.json';
    expect(await readFile(join(left, name), 'utf8')).toBe(await readFile(join(right, name), 'utf8'));
  });

  it('ends with the problems of the context and nothing else when it is wrong', async () => {
    const failure = await synthesize(join(folder, 'wrong'), { stage: 'NO' }).catch((error: unknown) => error);
    const { code, stderr } = failure as { code: number; stderr: string };
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^2 problem/),
      expect.stringMatching(/^ {2}stage must be .* Received "NO"/),
      expect.stringMatching(/^ {2}sender is required/),
    ]);
  });
});

/** What the CDK's command line does: starts the app with context and output folder in the environment. */
async function synthesize(outdir: string, context: Readonly<Record<string, unknown>>): Promise<void> {
  await run(process.execPath, [app], {
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...appContext, ...context }),
    },
  });
}
