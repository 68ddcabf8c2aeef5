/** Synthesizes stages in this process, without bundling: fast enough to do for every question. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readContext } from '../../lib/context.ts';
import { PercorsoStack } from '../../lib/percorso-stack.ts';
import { makeAppFolder } from './app-folders.ts';

export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface StageTemplate {
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** What cdk.json sets for every deployment: the CDK's feature flags among it. */
export const appContext: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'),
).context;

export const smallestContext = { stage: 'test', sender: 'hello@example.com' };

/** With every function that a stage can have. */
export const fullContext = {
  ...{ partnerSources: 'aws.partner/segment.com/web', smsInbound: 'true', httpApi: 'true' },
  profileApi: 'true',
  ...{ geofenceIds: 'anonymousId', signUpIds: 'cognito', iotTopic: 'shops/+/touchpoints' },
  ...{ uploads: 'shop-receipts/receipts/{userId}/*' },
  ...{ warehouse: 'marts', warehouseBuckets: 'example-lake', lake: 'true' },
  connectInstance: '01234567-89ab-cdef-0123-456789abcdef',
  whatsapp: 'phone-number-id-0123456789abcdef',
};

/** A template by the context that would be given on the command line. */
export function synthesizeStage(context: Readonly<Record<string, unknown>> = {}): StageTemplate {
  return readTemplate(createStage(createApp(), context));
}

/** Several stages in one app, as one account would hold them. */
export function synthesizeStages(stages: readonly string[]): StageTemplate[] {
  const app = createApp();
  const stacks = stages.map((stage) => createStage(app, { stage }));
  return stacks.map(readTemplate);
}

/** An app whose output is removed after the test file. */
export function createApp(): App {
  return new App({ outdir: makeAppFolder(), context: appContext });
}

export function createStage(app: App, context: Readonly<Record<string, unknown>>): PercorsoStack {
  const settings = readContext({ ...smallestContext, ...context });
  return new PercorsoStack(app, `percorso-${settings.stage}`, {
    settings,
    code: () => Code.fromInline('// replaces the bundle'),
  });
}

/** Resources of one type, with their logical ids. */
export function listResources(template: StageTemplate, type: string): [string, CloudFormationResource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

function readTemplate(stack: Stack): StageTemplate {
  return Template.fromStack(stack).toJSON() as StageTemplate;
}
