/** Fixes logical ids, so that moving or renaming constructs never replaces a resource. */
import { CfnResource, type Resource, type Stack } from 'aws-cdk-lib';
import { pinnedIds } from './pinned-ids.ts';

/** For a resource that holds state: a new logical id creates a new, empty resource. */
export function pinLogicalId(resource: Resource, logicalId: string): void {
  const child = resource.node.defaultChild;
  if (!CfnResource.isCfnResource(child)) {
    throw new Error(`${resource.node.path} has no CloudFormation resource of its own to name ${logicalId}`);
  }
  child.overrideLogicalId(logicalId);
}

/**
 * Types that CloudFormation cannot replace while the old resource exists: it creates first and deletes afterwards. A
 * name or an event source mapping "already exists", and deleting the old policy leaves its queue without the new one.
 */
const irreplaceable = new Set([
  'AWS::Athena::WorkGroup',
  'AWS::CloudFront::Distribution',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::EventBusPolicy',
  'AWS::IAM::ManagedPolicy',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Url',
  'AWS::Logs::LogGroup',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::EmailIdentity',
  'AWS::SQS::QueuePolicy',
]);

/** A construct was added, moved or renamed, and lib/pinned-ids.ts does not list its logical id. */
export class LogicalIdMissingError extends Error {
  readonly code = 'logical_id_missing';
  readonly path: string;
  constructor(path: string, type: string) {
    super(
      `${path} (${type}) has no fixed logical id. If it was moved or renamed, change its path in lib/pinned-ids.ts ` +
        'and keep the id; if it is new, add a line there.',
    );
    this.name = 'LogicalIdMissingError';
    this.path = path;
  }
}

/** Gives every irreplaceable resource of the stack the id that lib/pinned-ids.ts lists for its path. */
export function pinLogicalIds(stack: Stack): void {
  for (const resource of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(resource) || !irreplaceable.has(resource.cfnResourceType)) continue;
    const path = resource.node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, '');
    const logicalId = pinnedIds[path];
    if (logicalId === undefined) throw new LogicalIdMissingError(path, resource.cfnResourceType);
    resource.overrideLogicalId(logicalId);
  }
}
