#!/usr/bin/env node
/** Runs the local cloud until it is stopped. */

import { startCloud } from './cloud.ts';
import type { LogLine } from './logs.ts';
import { omitAbsent } from './omit-absent.ts';
import type { Cloud } from './running-cloud.ts';
import { readStartOptions, usage } from './start-options.ts';

process.env['TZ'] = 'UTC';

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { isHelp, isVerbose, cloud: options } = readStartOptions(process.argv.slice(2));
  if (isHelp) {
    console.log(usage);
    return;
  }
  const cloud = await startCloud({
    ...options,
    ...omitAbsent({
      onLog: isVerbose ? (line: LogLine) => console.log(`${line.function}: ${line.line}`) : undefined,
    }),
  });
  console.log(`local cloud at ${cloud.endpoint}, seed ${cloud.seed}, stack ${cloud.stack.scope.stackName}`);
  for (const { key, value } of cloud.stack.outputs) console.log(`  ${key} = ${value}`);
  printNextSteps(cloud);
  const stop = (): void => {
    console.log('The local cloud has stopped. Its data was in memory and is deleted.');
    void cloud.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function printNextSteps({ endpoint, events, stack }: Cloud): void {
  const bus = events.buses().at(-1)?.name ?? 'default';
  console.log('All data is in memory: stopping the cloud (Ctrl-C) deletes it.');
  console.log(`inbox: ${endpoint}/`);
  console.log('try next:');
  console.log(
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_DEFAULT_REGION=${stack.scope.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
  );
  console.log(
    `  aws events put-events --entries '[{"EventBusName":"${bus}","Source":"shop","DetailType":"Order Completed","Detail":"{\\"userId\\":\\"anna\\"}"}]'`,
  );
  console.log(
    `  curl -s -H content-type:application/json -d '{}' ${endpoint}/_local/idle && curl -s ${endpoint}/_local/messages`,
  );
}
