/** Secrets of webhooks: parameters below a path of the stage, which one function may read. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { PercorsoFunction } from './percorso-function.ts';

/** Returns the path; a secret's name follows it. The stack holds no secret: `percorso secret set` stores them. */
export function grantSecrets(callWebhook: PercorsoFunction, stage: string): string {
  const path = `/percorso/${stage}/`;
  const { partition, region, account } = Stack.of(callWebhook);
  callWebhook.setVariable('SECRETS_PATH', path);
  callWebhook.allow(['ssm:GetParameter'], [`arn:${partition}:ssm:${region}:${account}:parameter${path}*`]);
  Validations.of(callWebhook).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${path}*]`,
    reason: 'Documents name the secrets, and all of them lie below this path of the stage.',
  });
  return path;
}
