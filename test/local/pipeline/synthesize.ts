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

const partnerSources = [
  'aws.partner/segment.com/4ULxxnHhRqyz',
  'aws.partner/auth0.com/shop-2308531e/auth0.logs',
  'aws.partner/shopify.com/1830279/shop',
];
const awsSources = {
  geofenceIds: 'anonymousId',
  signUpIds: 'cognito',
  connectInstance: '01234567-89ab-cdef-0123-456789abcdef',
  uploads: 'shop-receipts/receipts/{userId}/*',
  iotTopic: 'shops/+/touchpoints',
};
export const mailbox = 'stop@mail.example.com';
const root = resolve(import.meta.dirname, '../../..');

/** Of the stage: anonymous-visitors.test.ts waits for it. */
const anonymousDays = 40;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cdkOut = await mkdtemp(join(tmpdir(), 'percorso-pipeline-'));
  const remove = (): Promise<void> => rm(cdkOut, { recursive: true, force: true });
  try {
    // The script itself, so that the context is the one people use, and with it what a stage can have besides.
    const options = [
      '--output',
      cdkOut,
      '-c',
      `partnerSources=${partnerSources.join(',')}`,
      '-c',
      `unsubscribeMailbox=${mailbox}`,
      '-c',
      'smsOptOutList=Default',
      '-c',
      'warehouse=marts',
      '-c',
      'lake=true',
      '-c',
      `anonymousDays=${anonymousDays}`,
      ...Object.entries(awsSources).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
    await promisify(execFile)('npm', ['run', '--silent', 'synth:local', '--', ...options], { cwd: root });
  } catch (error) {
    await remove();
    throw error;
  }
  project.provide('cdkOut', cdkOut);
  return remove;
}
