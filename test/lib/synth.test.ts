/** The app as `cdk synth` runs it: real bundles, real checks, the same result every time. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChecks } from '../../lib/checks.ts';
import { requiredFunctionNames } from '../../lib/functions.ts';
import { appContext, createApp, createStage, smallestContext, synthesizeStage } from './synthesize-stage.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../bin/percorso.ts');
const application = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6';
const voice = { sms: 'sms-voice', smsConfigurationSet: 'main' };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'percorso-synth-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the checks of AwsSolutions, Serverless and CloudFormation itself', () => {
  it.each([
    ['as it comes', {}],
    ['with an existing Pinpoint application', { pinpointApplicationId: application }],
    ['with a Pinpoint application of its own', { createPinpointApplication: 'true' }],
    ['with SMS from a pool', { ...voice, smsOrigination: 'pool-0123456789abcdef0123456789abcdef' }],
    ['with SMS from a phone number', { ...voice, smsOrigination: '+390212345678' }],
    ['with SMS from a sender id', { ...voice, smsOrigination: 'Percorso' }],
    [
      'with further originations',
      { ...voice, smsOrigination: 'Percorso', smsOriginations: 'Lucerna,+12065550100' },
    ],
    ['with WhatsApp', { whatsapp: 'phone-number-id-0123456789abcdef' }],
    ['with alarms that notify', { alarmTopicArn: 'arn:aws:sns:eu-south-1:123456789012:on-call' }],
    ['in the SES sandbox', { sandboxRecipients: 'me@example.org', createIdentity: 'true' }],
    [
      'with partner event sources',
      { partnerSources: 'aws.partner/segment.com/web,aws.partner/shopify.com/1/shop' },
    ],
    [
      'with a domain for links',
      {
        linkDomain: 'links.example.com',
        linkCertificateArn:
          'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef',
      },
    ],
    ['with inbound SMS', { smsInbound: 'true', smsOptOutList: 'Default' }],
    ['with the HTTP API', { httpApi: 'true', httpApiConcurrency: '20' }],
    ['with the Profile API', { profileApi: 'true', profileApiConcurrency: '20' }],
    ['without public pages', { preferences: 'false' }],
    ['thrown away', { removal: 'destroy', alarms: 'false', dashboard: 'false', archiveDays: '0' }],
  ])('pass a stage %s', (_, context) => {
    const app = createApp();
    createStage(app, context);
    addChecks(app);
    expect(() => app.synth()).not.toThrow();
  });

  it('stop one that they should stop', () => {
    const app = createApp();
    new Queue(new Stack(app, 'Careless'), 'Plain');
    addChecks(app);
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS3/);
  });
});

describe('synth', () => {
  it('makes the same template of the same sources', () => {
    expect(synthesizeStage()).toEqual(synthesizeStage());
  });

  it('deploys a bundle for every function', async () => {
    const outdir = join(folder, 'whole');
    await synthesize(outdir, smallestContext);
    const template = await readFile(join(outdir, 'percorso-test.template.json'), 'utf8');
    expect(template.match(/"S3Key"/g)).toHaveLength(requiredFunctionNames.length + 1);
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
  await run(process.execPath, [program], {
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...appContext, ...context }),
    },
  });
}
