/** Secrets of webhooks: parameters below a path of the stage, which one function reads and one policy writes. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';

/** A secret's name is appended to it. The stack creates no secret: `percorso secret set` stores them. */
export function nameSecretsPath(stage: string): string {
  return `/percorso/${stage}/secrets/`;
}

export function grantSecrets(callWebhook: PercorsoFunction, path: string): void {
  callWebhook.setVariable('SECRETS_PATH', path);
  callWebhook.allow(['ssm:GetParameter'], [formatSecretsArn(callWebhook, path)]);
  acceptSecretsWildcard(callWebhook, path);
}

/** ARN of all parameters below the path. */
export function formatSecretsArn(scope: Construct, path: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:ssm:${region}:${account}:parameter${path}*`;
}

export function acceptSecretsWildcard(scope: Construct, path: string): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${path}*]`,
    reason: 'Documents name the secrets. All of them, and nothing else, lie below this path of the stage.',
  });
}
