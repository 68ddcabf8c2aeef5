/** Lambda resources of the template: functions from their assets, event sources, permissions, URLs. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { omitAbsent } from '../omit-absent.ts';
import type { CloudContext, ResolvedResource, ResourceHandle } from '../service.ts';
import type { ResourceMaker } from '../template/deploy.ts';
import { TemplateInvalidError } from '../template/errors.ts';
import { EventSource } from './event-source.ts';
import { LambdaFunction } from './function.ts';
import type { LambdaSettings, LambdaState } from './lambda-settings.ts';
import { createUrl } from './url-resource.ts';

type Properties = Readonly<Record<string, unknown>>;

/** The actions that a role needs before Lambda accepts a queue as its event source. */
const pollerActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

export function createLambdaResources(
  context: CloudContext,
  settings: LambdaSettings,
  state: LambdaState,
  findFunction: (nameOrArn: string) => LambdaFunction | undefined,
): ResourceMaker {
  const roles = new Map<LambdaFunction, string>();

  const readTarget = ({ logicalId, properties }: ResolvedResource): LambdaFunction => {
    const name = String(properties['FunctionName'] ?? properties['TargetFunctionArn']);
    const found = findFunction(name);
    if (found !== undefined) return found;
    throw new TemplateInvalidError(`Resources.${logicalId}`, `no function ${name}`, 'define it');
  };

  const createFunction = ({ logicalId, properties }: ResolvedResource): ResourceHandle => {
    const path = `Resources.${logicalId}.Properties`;
    const name = String(properties['FunctionName'] ?? `${settings.stackName}-${logicalId}`).slice(0, 64);
    const arn = `arn:aws:lambda:${context.region}:${context.accountId}:function:${name}`;
    const role = settings.access.findRole(String(properties['Role']));
    if (role === undefined) {
      throw new TemplateInvalidError(
        `${path}.Role`,
        `no role ${properties['Role']}`,
        'define it in this template',
      );
    }
    const memoryMb = Number(properties['MemorySize'] ?? 128);
    const variables = (properties['Environment'] as { Variables?: Record<string, string> } | undefined)
      ?.Variables;
    const reserved = properties['ReservedConcurrentExecutions'];
    const created = new LambdaFunction(
      {
        logicalId,
        name,
        arn,
        ...readEntry(properties, settings.assetPath, path),
        memoryMb,
        timeoutMs: Number(properties['Timeout'] ?? 3) * 1000,
        concurrency: Math.min(settings.environments, reserved === undefined ? 1000 : Number(reserved)),
        clock: settings.clock.shared,
        endpoint: settings.endpoint,
        outside: settings.outside,
        handle: (request) => settings.handle(request),
        onLog: (line) => settings.onLog(name, line),
        attributeTo: (run) => settings.attributeTo(logicalId, run),
        allowsRecursion: properties['RecursiveLoop'] === 'Allow',
        onDropped: (message) => settings.report(message),
        variables: {
          ...Object.fromEntries(Object.entries(variables ?? {}).map(([key, value]) => [key, String(value)])),
          ...settings.issueCredentials(logicalId, role),
          AWS_REGION: context.region,
          AWS_DEFAULT_REGION: context.region,
          AWS_ENDPOINT_URL: settings.endpoint,
          AWS_LAMBDA_FUNCTION_NAME: name,
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
          AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
          AWS_LAMBDA_LOG_STREAM_NAME: 'local',
          AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
          AWS_EXECUTION_ENV: `AWS_Lambda_${properties['Runtime'] ?? 'nodejs24.x'}`,
          LAMBDA_TASK_ROOT: '/var/task',
          _HANDLER: String(properties['Handler']),
          TZ: ':UTC',
        },
      },
      context,
    );
    state.functions.set(name, created);
    if (reserved !== undefined) state.reserved.set(name, Number(reserved));
    roles.set(created, role);
    const deadLetters = properties['DeadLetterConfig'] as { TargetArn?: string } | undefined;
    state.asyncSettings.set(name, {
      maximumRetries: 2,
      onFailureArn: undefined,
      deadLetterArn: deadLetters?.TargetArn,
    });
    return { ref: name, attributes: { Arn: arn } };
  };

  const createEventSource = (resource: ResolvedResource): ResourceHandle => {
    const { logicalId, properties } = resource;
    const path = `Resources.${logicalId}.Properties`;
    const target = readTarget(resource);
    const queue = settings.sqs.findQueue(String(properties['EventSourceArn']));
    if (queue === undefined || properties['FilterCriteria'] !== undefined) {
      const found = queue === undefined ? `source ${properties['EventSourceArn']}` : 'FilterCriteria';
      throw new TemplateInvalidError(path, `${found} is not supported`, 'use an SQS queue without a filter');
    }
    for (const action of pollerActions) {
      const resourceArn = queue.settings.arn;
      if (settings.access.isRoleAllowed(roles.get(target) ?? '', { action, resource: resourceArn })) continue;
      throw new TemplateInvalidError(
        path,
        `the role of ${target.settings.logicalId} may not ${action} on ${resourceArn}`,
        'grant it, as AWS refuses the event source otherwise',
      );
    }
    if (queue.settings.visibilityTimeoutMs < target.settings.timeoutMs) {
      throw new TemplateInvalidError(
        path,
        `the queue's visibility timeout is shorter than the timeout of ${target.settings.logicalId}`,
        'make it six times the function timeout',
      );
    }
    const scaling = properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined;
    if (properties['Enabled'] !== false) {
      const types = (properties['FunctionResponseTypes'] ?? []) as string[];
      state.eventSources.push(
        new EventSource(
          queue,
          target,
          {
            batchSize: Number(properties['BatchSize'] ?? 10),
            windowMs: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0) * 1000,
            reportsFailures: types.includes('ReportBatchItemFailures'),
            concurrency: Math.min(scaling?.MaximumConcurrency ?? 1000, target.settings.concurrency),
          },
          { context, clock: settings.clock, activity: settings.activity },
        ),
      );
      queue.repeatShare = settings.repeatShare;
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  };

  const createPermission = (resource: ResolvedResource): ResourceHandle => {
    const { logicalId, properties } = resource;
    const principal = String(properties['Principal']);
    const { SourceArn, FunctionUrlAuthType, InvokedViaFunctionUrl } = properties;
    const condition = {
      ...omitAbsent({
        ArnLike: SourceArn === undefined ? undefined : { 'aws:SourceArn': String(SourceArn) },
        StringEquals:
          FunctionUrlAuthType === undefined
            ? undefined
            : { 'lambda:FunctionUrlAuthType': String(FunctionUrlAuthType) },
        Bool:
          InvokedViaFunctionUrl === undefined
            ? undefined
            : { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) },
      }),
    };
    settings.access.attachResourcePolicy({
      Statement: {
        Effect: 'Allow',
        Principal:
          principal === '*' ? '*' : { [principal.includes('amazonaws.com') ? 'Service' : 'AWS']: principal },
        Action: String(properties['Action']),
        Resource: readTarget(resource).settings.arn,
        ...omitAbsent({ Condition: Object.keys(condition).length === 0 ? undefined : condition }),
      },
    });
    return { ref: logicalId, attributes: {} };
  };

  const createInvokeConfig = (resource: ResolvedResource): ResourceHandle => {
    const { name } = readTarget(resource).settings;
    const { properties } = resource;
    const destinations = properties['DestinationConfig'] as
      | { OnFailure?: { Destination?: string } }
      | undefined;
    state.asyncSettings.set(name, {
      maximumRetries: Number(properties['MaximumRetryAttempts'] ?? 2),
      onFailureArn: destinations?.OnFailure?.Destination,
      deadLetterArn: state.asyncSettings.get(name)?.deadLetterArn,
    });
    return { ref: resource.logicalId, attributes: {} };
  };

  type Maker = (resource: ResolvedResource) => ResourceHandle | Promise<ResourceHandle>;
  const makers: Readonly<Record<string, Maker>> = {
    'AWS::Lambda::Function': createFunction,
    'AWS::Lambda::EventSourceMapping': createEventSource,
    'AWS::Lambda::Permission': createPermission,
    'AWS::Lambda::EventInvokeConfig': createInvokeConfig,
    'AWS::Lambda::Url': (resource) => createUrl(resource, readTarget(resource), context, settings, state),
  };
  return {
    resourceTypes: Object.keys(makers),
    create: async (resource) =>
      (await makers[resource.type]?.(resource)) ?? { ref: resource.logicalId, attributes: {} },
  };
}

/** The bundle's entry file on disk and the exported handler's name. */
function readEntry(
  properties: Properties,
  assetPath: (objectKey: string) => string | undefined,
  path: string,
): { entry: string; exportName: string } {
  const code = (properties['Code'] ?? {}) as { S3Key?: string };
  const folder = assetPath(String(code.S3Key));
  if (folder === undefined) {
    throw new TemplateInvalidError(
      `${path}.Code`,
      'its code is no asset of this assembly',
      'use Code.fromAsset',
    );
  }
  const [module = '', exportName = ''] = String(properties['Handler']).split('.');
  const files = readdirSync(folder);
  const file = ['mjs', 'js', 'cjs']
    .map((ending) => `${module}.${ending}`)
    .find((name) => files.includes(name));
  if (file === undefined) {
    throw new TemplateInvalidError(`${path}.Handler`, `no ${module}.mjs in ${folder}`, 'check the bundle');
  }
  return { entry: join(folder, file), exportName };
}
