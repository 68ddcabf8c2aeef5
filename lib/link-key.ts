/** The key of links: one encrypted parameter of the stage. The stack does not create it: publish-config does. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';

export function nameLinkKey(stage: string): string {
  return `/percorso/${stage}/link-key`;
}

/** Sets the parameter's name in the function's environment and lets the function read it. */
export function grantLinkKey(target: PercorsoFunction, stage: string): void {
  target.setVariable('LINK_KEY_NAME', nameLinkKey(stage));
  target.allow(['ssm:GetParameter'], [formatLinkKeyArn(target, stage)]);
}

/** Lets the function store the key, and not read it. */
export function grantLinkKeyCreation(publishConfig: PercorsoFunction, stage: string): void {
  publishConfig.setVariable('LINK_KEY_NAME', nameLinkKey(stage));
  publishConfig.allow(['ssm:PutParameter'], [formatLinkKeyArn(publishConfig, stage)]);
}

export function formatLinkKeyArn(scope: Construct, stage: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:ssm:${region}:${account}:parameter${nameLinkKey(stage)}`;
}
