/** AWS Lambda: functions, event sources, permissions and asynchronous invocation of one cloud. */

import { type Call, type CloudContext, type Service, ServiceError } from '../service.ts';
import { AsyncInvoker } from './async-invoke.ts';
import type { EventSource } from './event-source.ts';
import type { FunctionStatus, LambdaFunction } from './function.ts';
import { createLambdaResources } from './lambda-resources.ts';
import type { LambdaSettings, LambdaState } from './lambda-settings.ts';

export interface LambdaService extends Service {
  findFunction(nameOrArn: string): LambdaFunction | undefined;
  /** Invokes asynchronously; resolves when the first attempt is finished. */
  invokeAsync(functionArn: string, payload: string): Promise<void>;
  /** `http://127.0.0.1:4567` of a function with a URL. */
  functionUrl(name: string): string | undefined;
  eventSources(): readonly EventSource[];
  status(): FunctionStatus[];
  /** Changes the account's quota of concurrent executions. It is only reported. */
  changeQuota(concurrency: number): void;
  /** Asynchronous invocations that wait for their retry. */
  pendingRetries(): number;
}

/** Concurrent executions of an account, unless AWS has not raised them yet. */
const defaultQuota = 1000;

/** Creates the Lambda service of one cloud. */
export function createLambda(context: CloudContext, settings: LambdaSettings): LambdaService {
  const state: LambdaState = {
    functions: new Map(),
    eventSources: [],
    asyncSettings: new Map(),
    urls: new Map(),
    reserved: new Map(),
  };
  const findFunction = (nameOrArn: string): LambdaFunction | undefined =>
    state.functions.get(/:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn);
  const resources = createLambdaResources(context, settings, state, findFunction);
  const invoker = new AsyncInvoker(context, settings, (arn) =>
    state.asyncSettings.get(findFunction(arn)?.settings.name ?? ''),
  );

  let quota = defaultQuota;
  const describeAccount = (): Record<string, unknown> => {
    const reserved = [...state.reserved.values()].reduce((sum, count) => sum + count, 0);
    return {
      AccountLimit: {
        ConcurrentExecutions: quota,
        UnreservedConcurrentExecutions: quota - reserved,
      },
      AccountUsage: { FunctionCount: state.functions.size },
    };
  };

  const readFunction = (input: Record<string, unknown>): LambdaFunction => {
    const found = findFunction(String(input['FunctionName']));
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', 404, `Function not found: ${input['FunctionName']}`);
  };

  const run = async ({ operation, input, trace }: Call): Promise<Record<string, unknown>> => {
    if (operation === 'ListFunctions') {
      return {
        Functions: [...state.functions.values()].map(({ settings: { name, arn } }) => ({
          FunctionName: name,
          FunctionArn: arn,
        })),
      };
    }
    if (operation === 'GetAccountSettings') return describeAccount();
    const target = readFunction(input);
    const payload = input['Payload'] instanceof Uint8Array ? Buffer.from(input['Payload']).toString() : '';
    if (input['InvocationType'] === 'Event') {
      const work = invoker.invoke(target, payload || 'null', trace);
      void settings.activity.track(work, target.settings.logicalId);
      return { StatusCode: 202 };
    }
    const work = target.invoke(payload || 'null', [trace]);
    const result = await settings.activity.track(work, target.settings.logicalId);
    if (result.kind === 'done') return { StatusCode: 200, Payload: Buffer.from(result.payload) };
    const { errorType, errorMessage } = result;
    if (result.kind === 'dropped') throw new ServiceError(errorType, 400, errorMessage);
    return {
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
    };
  };

  return {
    name: 'lambda',
    resourceTypes: resources.resourceTypes,
    operations: new Set(['Invoke', 'ListFunctions', 'GetAccountSettings']),
    create: resources.create,
    requirements: ({ operation, input }) =>
      operation === 'Invoke'
        ? [{ action: 'lambda:InvokeFunction', resource: readFunction(input).settings.arn }]
        : [{ action: `lambda:${operation}`, resource: '*' }],
    handle: run,
    reset: async () => {
      invoker.reset();
      quota = defaultQuota;
      // The memory of warm functions is data too: caches of profiles, programs and identities.
      await Promise.all([...state.functions.values()].map((each) => each.reset()));
    },
    close: async () => {
      for (const source of state.eventSources) source.stop();
      invoker.reset();
      await Promise.all([...state.functions.values(), ...state.urls.values()].map((each) => each.close()));
    },
    findFunction,
    invokeAsync: async (functionArn, payload) => {
      const target = findFunction(functionArn);
      if (target === undefined) throw new Error(`no function ${functionArn}`);
      await settings.activity.track(invoker.invoke(target, payload), target.settings.logicalId);
    },
    functionUrl: (name) => state.urls.get(name)?.endpoint,
    eventSources: () => state.eventSources,
    changeQuota: (concurrency) => {
      quota = concurrency;
    },
    status: () => [...state.functions.values()].map((each) => each.status()),
    pendingRetries: () => invoker.pending,
  };
}
