#!/usr/bin/env node
/** `npm start`: runs the local cloud until it is stopped. */

import { parseArgs } from 'node:util';
import { type Cloud, startCloud } from './cloud.ts';

process.env['TZ'] = 'UTC';

const { values } = parseArgs({
  options: {
    'cdk-out': { type: 'string', default: 'cdk.out' },
    port: { type: 'string', default: '4566' },
    seed: { type: 'string' },
    stack: { type: 'string' },
    'start-at': { type: 'string' },
    repeats: { type: 'string' },
    environments: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const USAGE = `node local/start.ts [--cdk-out cdk.out] [--port 4566] [--seed N] [--stack NAME]
  [--start-at ISO] [--repeats 0.05] [--environments 2] [--verbose]`;

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  try {
    const cloud = await startCloud({
      cdkOut: values['cdk-out'],
      port: Number(values.port),
      ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
      ...(values.stack === undefined ? {} : { stack: values.stack }),
      ...(values['start-at'] === undefined ? {} : { startAt: values['start-at'] }),
      ...(values.repeats === undefined ? {} : { repeats: Number(values.repeats) }),
      ...(values.environments === undefined ? {} : { environments: Number(values.environments) }),
      ...(values.verbose ? { onLog: (line) => console.log(`${line.function}: ${line.line}`) } : {}),
    });
    console.log(`local cloud at ${cloud.endpoint}, seed ${cloud.seed}, stack ${cloud.stack.scope.stackName}`);
    for (const { key, value } of cloud.stack.outputs) console.log(`  ${key} = ${value}`);
    printNextSteps(cloud);
    const stop = (): void => void cloud.stop();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function printNextSteps({ endpoint, events, stack }: Cloud): void {
  const bus = events.buses().at(-1)?.name ?? 'default';
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
