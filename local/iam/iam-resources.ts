/** Roles and policies of the template, and the policies attached to queues, buckets and buses. */

import type { ResolvedResource, ResourceHandle } from '../service.ts';
import type { ResourceMaker } from '../template/deploy.ts';
import { TemplateInvalidError } from '../template/errors.ts';
import type { Access } from './access.ts';
import { readManagedPolicy } from './managed-policies.ts';
import type { PolicyDocument } from './statement.ts';
import { toList } from './wildcard.ts';

const resourcePolicies = [
  'AWS::SQS::QueuePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::Events::EventBusPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::Logs::ResourcePolicy',
];

/** Creates all IAM resources; `access` keeps the policies. */
export function createIamResources(access: Access, accountId: string, stackName: string): ResourceMaker {
  const managed = new Map<string, PolicyDocument>();

  const createRole = ({ logicalId, properties }: ResolvedResource): ResourceHandle => {
    const name = String(properties['RoleName'] ?? `${stackName}-${logicalId}`).slice(0, 64);
    const arn = `arn:aws:iam::${accountId}:role${String(properties['Path'] ?? '/')}${name}`;
    access.addRole(logicalId, arn);
    for (const inline of toList(properties['Policies'] as { PolicyDocument: PolicyDocument }[] | undefined)) {
      access.attachPolicy(logicalId, inline.PolicyDocument);
    }
    for (const policyArn of toList(properties['ManagedPolicyArns'] as string[] | undefined)) {
      access.attachPolicy(logicalId, managed.get(policyArn) ?? readManagedPolicy(policyArn, logicalId));
    }
    return { ref: name, attributes: { Arn: arn, RoleId: `AROA${logicalId.toUpperCase()}` } };
  };

  const attachToRoles = ({ logicalId, properties }: ResolvedResource): void => {
    for (const name of toList(properties['Roles'] as string[] | undefined)) {
      const role = access.findRole(name);
      if (role === undefined) {
        throw new TemplateInvalidError(
          `Resources.${logicalId}.Properties.Roles`,
          `no role ${name}`,
          'define it',
        );
      }
      access.attachPolicy(role, properties['PolicyDocument'] as PolicyDocument);
    }
  };

  return {
    resourceTypes: ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', ...resourcePolicies],
    create: async (resource) => {
      const { logicalId, properties, type } = resource;
      if (type === 'AWS::IAM::Role') return createRole(resource);
      if (type === 'AWS::IAM::Policy') {
        attachToRoles(resource);
        return { ref: String(properties['PolicyName'] ?? logicalId), attributes: { Id: logicalId } };
      }
      if (type === 'AWS::IAM::ManagedPolicy') {
        const name = String(properties['ManagedPolicyName'] ?? `${stackName}-${logicalId}`);
        const arn = `arn:aws:iam::${accountId}:policy${String(properties['Path'] ?? '/')}${name}`;
        managed.set(arn, properties['PolicyDocument'] as PolicyDocument);
        access.addManagedPolicy(logicalId, properties['PolicyDocument'] as PolicyDocument);
        attachToRoles(resource);
        return { ref: arn, attributes: { PolicyArn: arn } };
      }
      access.attachResourcePolicy(readResourcePolicy(resource));
      return { ref: logicalId, attributes: { Id: logicalId } };
    },
  };
}

function readResourcePolicy({ type, properties }: ResolvedResource): PolicyDocument {
  if (type !== 'AWS::Events::EventBusPolicy') {
    const document = properties['PolicyDocument'];
    return (typeof document === 'string' ? JSON.parse(document) : document) as PolicyDocument;
  }
  const statement = properties['Statement'];
  if (statement !== undefined) return { Statement: statement as NonNullable<PolicyDocument['Statement']> };
  return {
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: String(properties['Principal']) },
      Action: String(properties['Action'] ?? 'events:PutEvents'),
    },
  };
}
