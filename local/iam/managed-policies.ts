/** The AWS managed policies that the local cloud supports; any other is refused and reported. */

import type { PolicyDocument } from './statement.ts';

const logsActions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const xrayActions = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

const managed: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': logsActions,
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...logsActions,
  ],
  AWSXRayDaemonWriteAccess: xrayActions,
  CloudWatchLambdaInsightsExecutionRolePolicy: logsActions,
};

export class ManagedPolicyUnknownError extends Error {
  readonly code = 'managed_policy_unknown';
  constructor(arn: string, role: string) {
    super(
      `Role ${role} uses the managed policy ${arn}, which the local cloud does not support. ` +
        `Supported: ${Object.keys(managed).join(', ')}. To do: grant the actions in a policy of the template.`,
    );
    this.name = 'ManagedPolicyUnknownError';
  }
}

/** The document of an AWS-managed policy. Throws `ManagedPolicyUnknownError`. */
export function readManagedPolicy(arn: string, role: string): PolicyDocument {
  const actions = managed[arn.split(':policy/')[1] ?? ''];
  if (actions === undefined || !arn.includes(':aws:policy/')) throw new ManagedPolicyUnknownError(arn, role);
  return { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } };
}
