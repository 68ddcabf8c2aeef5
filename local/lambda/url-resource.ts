/** `AWS::Lambda::Url`: refuses what is not emulated, and starts the server of the URL. */

import type { CloudContext, ResolvedResource, ResourceHandle } from '../service.ts';
import { TemplateInvalidError } from '../template/errors.ts';
import type { LambdaFunction } from './function.ts';
import { handleFunctionUrl } from './function-url.ts';
import type { LambdaSettings, LambdaState } from './lambda-settings.ts';

const knownProperties = ['AuthType', 'InvokeMode', 'TargetFunctionArn'];

export async function createUrl(
  { logicalId, properties }: ResolvedResource,
  target: LambdaFunction,
  context: CloudContext,
  settings: LambdaSettings,
  state: LambdaState,
): Promise<ResourceHandle> {
  checkProperties(logicalId, properties);
  const { name, arn } = target.settings;
  const isAllowed = (action: string, condition: Readonly<Record<string, string>>): boolean =>
    settings.access.isAllowed({ kind: 'aws', service: 'anonymous' }, { action, resource: arn }, condition);
  const server = await settings.openUrl((request) =>
    handleFunctionUrl(request, {
      functionName: name,
      now: () => context.now(),
      newId: () => context.newId(),
      isPublic: () =>
        isAllowed('lambda:InvokeFunctionUrl', { 'lambda:FunctionUrlAuthType': 'NONE' }) &&
        isAllowed('lambda:InvokeFunction', { 'lambda:InvokedViaFunctionUrl': 'true' }),
      invoke: (payload) => settings.activity.track(target.invoke(payload), target.settings.logicalId),
    }),
  );
  state.urls.set(name, server);
  return { ref: arn, attributes: { FunctionUrl: `${server.endpoint}/`, FunctionArn: arn } };
}

function checkProperties(logicalId: string, properties: Readonly<Record<string, unknown>>): void {
  const path = `Resources.${logicalId}.Properties`;
  const throwUnsupported = (name: string, problem: string, remedy: string): never => {
    throw new TemplateInvalidError(`${path}.${name}`, problem, remedy);
  };
  const unknown = Object.keys(properties).find((name) => !knownProperties.includes(name));
  if (unknown !== undefined) {
    throwUnsupported(unknown, 'is not emulated for function URLs', `use ${knownProperties.join(', ')} only`);
  }
  const { AuthType, InvokeMode = 'BUFFERED' } = properties;
  if (AuthType !== 'NONE') throwUnsupported('AuthType', `"${String(AuthType)}" is not emulated`, 'use NONE');
  if (InvokeMode !== 'BUFFERED') {
    throwUnsupported('InvokeMode', `"${String(InvokeMode)}" is not emulated`, 'use BUFFERED');
  }
}
