/** The part of STS and CloudFormation that finds a stack: the caller's identity, and the stack's outputs. */

import { type Call, type CloudContext, type Service, ServiceError } from '../service.ts';
import type { DeployedStack } from '../template/deploy.ts';
import { stackIdOf } from '../template/intrinsics.ts';

/** `GetCallerIdentity` for the operator, a user or a function. */
export function createSts(context: CloudContext): Service {
  return {
    ...createReadOnly('sts', ['GetCallerIdentity']),
    // AWS allows this call for everyone.
    requirements: () => [],
    handle: async ({ principal }) => {
      return {
        Arn: `arn:aws:sts::${context.accountId}:${nameCaller(principal)}`,
        UserId: 'AIDALOCAL',
        Account: context.accountId,
      };
    },
  };
}

function nameCaller(principal: Call['principal']): string {
  if (principal.kind === 'function') return `assumed-role/${principal.roleLogicalId}`;
  return principal.kind === 'person' ? `assumed-role/${principal.policies.join('+')}` : 'user/operator';
}

/** `DescribeStacks` and `ListStacks` for the only stack; `read` returns undefined until it is deployed. */
export function createCloudFormation(context: CloudContext, read: () => DeployedStack | undefined): Service {
  const started = new Date(context.now());
  const handle = async ({ input, operation }: Call): Promise<Record<string, unknown>> => {
    const stack = read();
    const wanted = input['StackName'];
    if (stack === undefined || (wanted !== undefined && !isNamed(stack, String(wanted)))) {
      throw new ServiceError('ValidationError', 400, `Stack with id ${wanted} does not exist`);
    }
    const head = {
      StackId: stackIdOf(stack.scope),
      StackName: stack.scope.stackName,
      CreationTime: started,
      StackStatus: 'CREATE_COMPLETE',
    };
    if (operation === 'ListStacks') return { StackSummaries: [head] };
    const outputs = stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    }));
    const parameters = [...stack.parameters].map(([key, value]) => ({
      ParameterKey: key,
      ParameterValue: Array.isArray(value) ? value.join(',') : value,
    }));
    return { Stacks: [{ ...head, Parameters: parameters, Outputs: outputs, Tags: [] }] };
  };
  return {
    ...createReadOnly('cloudformation', ['DescribeStacks', 'ListStacks']),
    // Without a name the call is for all stacks of the account.
    requirements: ({ operation, input }) => {
      const stack = read();
      const isThis = stack !== undefined && isNamed(stack, String(input['StackName']));
      return [{ action: `cloudformation:${operation}`, resource: isThis ? stackIdOf(stack.scope) : '*' }];
    },
    handle,
  };
}

function isNamed(stack: DeployedStack, nameOrId: string): boolean {
  return nameOrId === stack.scope.stackName || nameOrId === stackIdOf(stack.scope);
}

function createReadOnly(name: string, operations: readonly string[]): Service {
  return {
    name,
    resourceTypes: [],
    operations: new Set(operations),
    create: async () => ({ ref: name, attributes: {} }),
    requirements: ({ operation }) => [{ action: `${name}:${operation}`, resource: '*' }],
    handle: async () => ({}),
    reset: async () => {},
    close: async () => {},
  };
}
