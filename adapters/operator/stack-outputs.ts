/** Finds the resource names of a deployed stage, in AWS or the local cloud. */

import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';

export interface DeployedStage {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** All of Percorso's stacks in the account and region, or the named one; empty when there is no such stack. */
export async function findStages(
  options: CloudFormationClientConfig,
  stackName: string | undefined,
): Promise<DeployedStage[]> {
  const client = new CloudFormationClient({ ...repeatableCallOptions, ...options });
  const stages: DeployedStage[] = [];
  try {
    let token: string | undefined;
    do {
      const page = await client.send(
        new DescribeStacksCommand({
          ...omitAbsent({ StackName: stackName, NextToken: token }),
        }),
      );
      stages.push(...(page.Stacks ?? []).map(toStage));
      token = page.NextToken;
    } while (token !== undefined);
  } catch (error) {
    // CloudFormation's error for a stack that does not exist.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return [];
    throw error;
  } finally {
    client.destroy();
  }
  return stages.filter(({ outputs }) => 'ConfigTable' in outputs && 'EventBusName' in outputs);
}

function toStage(stack: {
  readonly StackName?: string | undefined;
  readonly Outputs?:
    | { readonly OutputKey?: string | undefined; readonly OutputValue?: string | undefined }[]
    | undefined;
}): DeployedStage {
  const outputs = (stack.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) =>
    OutputKey === undefined || OutputValue === undefined ? [] : [[OutputKey, OutputValue] as const],
  );
  return { stackName: stack.StackName ?? '', outputs: Object.fromEntries(outputs) };
}
