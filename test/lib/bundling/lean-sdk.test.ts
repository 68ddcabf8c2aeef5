/** The SDK as it is bundled: errors are still what they were, and what was taken out says so. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleOptions } from '../../../lib/bundling/bundle.ts';

const run = promisify(execFile);
let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'percorso-lean-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Answers every call with the error that its table is named after, and prints what the client made of it. */
const script = `
  import { createServer } from 'node:http';
  import * as dynamodb from '@aws-sdk/client-dynamodb';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const [status, name] = JSON.parse(body).TableName.split('.');
    response.writeHead(Number(status), { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({
      __type: 'com.amazonaws.dynamodb#' + name, message: 'the message', Item: { pk: { S: 'there already' } },
    }));
  }).listen(0, '127.0.0.1', async () => {
    const client = new dynamodb.DynamoDBClient({
      endpoint: 'http://127.0.0.1:' + server.address().port, region: 'us-east-1', maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const seen = [];
    for (const TableName of process.argv.slice(2)) {
      const error = await client.send(new dynamodb.GetItemCommand({ TableName, Key: {} })).catch((thrown) => thrown);
      const Class = dynamodb[error.name];
      seen.push({
        name: error.name, message: error.message, fault: error.$fault, status: error.$metadata.httpStatusCode,
        isOfItsClass: Class !== undefined && error instanceof Class,
        isOfTheService: error instanceof dynamodb.DynamoDBServiceException, item: error.Item?.pk?.S,
      });
    }
    console.log(JSON.stringify(seen));
    server.close();
    client.destroy();
  });`;

it('keeps each error’s name, class, fault and content', async () => {
  const outfile = await bundle('errors', script);
  const names = [
    '400.ResourceNotFoundException',
    '400.ConditionalCheckFailedException',
    '400.ProvisionedThroughputExceededException',
    '500.InternalServerError',
    '400.NeverHeardOfException',
  ];
  const { stdout } = await run(process.execPath, [outfile, ...names]);
  const common = { message: 'the message', isOfTheService: true };
  expect(JSON.parse(stdout)).toMatchObject([
    { ...common, name: 'ResourceNotFoundException', fault: 'client', status: 400, isOfItsClass: true },
    { ...common, name: 'ConditionalCheckFailedException', item: 'there already', isOfItsClass: true },
    { ...common, name: 'ProvisionedThroughputExceededException', fault: 'client', isOfItsClass: true },
    { ...common, name: 'InternalServerError', fault: 'server', status: 500, isOfItsClass: true },
    { ...common, name: 'NeverHeardOfException', isOfItsClass: false },
  ]);
});

/** Prints what each client makes of errors whose classes nothing names, so that the bundle leaves them out. */
const unnamedScript = `
  import { createServer } from 'node:http';
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
  const answers = [
    [DynamoDBClient, new GetItemCommand({ TableName: 't', Key: {} }), 400, 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'],
    [DynamoDBClient, new GetItemCommand({ TableName: 't', Key: {} }), 400, 'com.amazonaws.dynamodb.v20120810#TransactionConflictException'],
    [DynamoDBClient, new GetItemCommand({ TableName: 't', Key: {} }), 500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
    ...[
      ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'], ['RequestThrottled', 'RequestThrottled'],
      ['KmsThrottled', 'KMS.ThrottlingException'], ['InvalidIdFormat', undefined], ['NeverHeardOf', 'Sender.Never'],
    ].map(([name, code]) => [SQSClient, new SendMessageBatchCommand({ QueueUrl: 'u', Entries: [] }), 400, 'com.amazonaws.sqs#' + name, code]),
  ];
  const seen = [];
  const server = createServer((request, response) => {
    const [, , status, type, code] = answers[seen.length];
    const headers = code === undefined ? {} : { 'x-amzn-query-error': code + ';Sender' };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
    response.end(JSON.stringify({ __type: type, message: 'the message' }));
  }).listen(0, '127.0.0.1', async () => {
    const endpoint = 'http://127.0.0.1:' + server.address().port;
    for (const [Client, command] of answers) {
      const client = new Client({ endpoint, region: 'us-east-1', maxAttempts: 1, useQueueUrlAsEndpoint: false,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
      const error = await client.send(command).catch((thrown) => thrown);
      seen.push({ name: error.name, message: error.message, fault: error.$fault, status: error.$metadata?.httpStatusCode,
        code: error.Code, error: error.Error, isError: error instanceof Error });
      client.destroy();
    }
    console.log(JSON.stringify(seen));
    server.close();
  });`;

it('gives an error whose class is left out the same name, message, fault and code', async () => {
  const lean = await bundle('unnamed-lean', unnamedScript);
  const { stdout: ours } = await run(process.execPath, [lean]);
  const { stdout: theirs } = await run(process.execPath, [await bundle('unnamed-whole', unnamedScript, [])]);
  expect(JSON.parse(ours).map(({ name }: { readonly name: string }) => name)).toEqual([
    ...['ResourceNotFoundException', 'TransactionConflictException', 'InternalServerError'],
    ...['QueueDoesNotExist', 'RequestThrottled', 'KmsThrottled', 'InvalidIdFormat', 'Sender.Never'],
  ]);
  expect(JSON.parse(ours)).toEqual(JSON.parse(theirs));
});

/** Prints the host that each client would call in each region, and what a client with other options says. */
const hostScript = `
  import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
  import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
  import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
  const call = async (Client, Command, options) => {
    let host;
    const requestHandler = { handle: async (request) => { host = request.hostname; throw new Error('seen'); } };
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new Client({ maxAttempts: 1, credentials, requestHandler, ...options });
    const { message } = await client.send(new Command({})).catch((error) => error);
    return host ?? message;
  };
  const clients = [[DynamoDBClient, ListTablesCommand], [SQSClient, ListQueuesCommand], [EventBridgeClient, ListRulesCommand]];
  const hosts = {};
  for (const region of process.argv.slice(2)) {
    hosts[region] = [];
    for (const [Client, Command] of clients) hosts[region].push(await call(Client, Command, { region }));
  }
  const region = 'eu-south-1';
  const refused = [];
  for (const options of [{ useFipsEndpoint: true }, { useDualstackEndpoint: true }, { retryMode: 'adaptive' }]) {
    refused.push(await call(DynamoDBClient, ListTablesCommand, { region, ...options }));
  }
  console.log(JSON.stringify({ hosts, refused }));`;

/** One of each partition at least, and one that no partition knows. */
const regions = [
  ...['us-east-1', 'eu-south-1', 'ap-southeast-7', 'ca-west-1', 'il-central-1', 'mx-central-1', 'sa-east-1'],
  ...['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1', 'xx-unknown-1'],
];

it('calls the hosts that the whole SDK calls, in every partition, and says what it cannot do', async () => {
  const { stdout: ours } = await run(process.execPath, [await bundle('lean', hostScript), ...regions]);
  const whole = await bundle('whole', hostScript, []);
  const { stdout: theirs } = await run(process.execPath, [whole, ...regions]);
  const { hosts, refused } = JSON.parse(ours);
  expect(hosts['cn-north-1']).toEqual(
    ['dynamodb', 'sqs', 'events'].map((name) => `${name}.cn-north-1.amazonaws.com.cn`),
  );
  expect(hosts).toEqual(JSON.parse(theirs).hosts);
  expect(refused).toEqual([
    expect.stringContaining('no FIPS, dual-stack'),
    expect.stringContaining('no FIPS, dual-stack'),
    expect.stringContaining('no adaptive retries'),
  ]);
});

async function bundle(
  name: string,
  contents: string,
  plugins: readonly Plugin[] = bundleOptions.plugins,
): Promise<string> {
  const outfile = join(scratch, `${name}.mjs`);
  const stdin = { contents, resolveDir: bundleOptions.absWorkingDir };
  await build({ ...bundleOptions, plugins: [...plugins], stdin, outfile, sourcemap: false });
  return outfile;
}
