/** The SDK as it is bundled: errors are still what they were, and what was taken out says so. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleOptions } from '../../lib/bundle.ts';

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
      __type: 'com.amazonaws.dynamodb#' + name, message: 'as told', Item: { pk: { S: 'there already' } },
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
  const outfile = join(scratch, 'errors.mjs');
  const stdin = { contents: script, resolveDir: bundleOptions.absWorkingDir };
  await build({ ...bundleOptions, stdin, outfile, sourcemap: false });
  const names = [
    '400.ResourceNotFoundException',
    '400.ConditionalCheckFailedException',
    '400.ProvisionedThroughputExceededException',
    '500.InternalServerError',
    '400.NeverHeardOfException',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...names]);
  const common = { message: 'as told', isOfTheService: true };
  expect(JSON.parse(stdout)).toMatchObject([
    { ...common, name: 'ResourceNotFoundException', fault: 'client', status: 400, isOfItsClass: true },
    { ...common, name: 'ConditionalCheckFailedException', item: 'there already', isOfItsClass: true },
    { ...common, name: 'ProvisionedThroughputExceededException', fault: 'client', isOfItsClass: true },
    { ...common, name: 'InternalServerError', fault: 'server', status: 500, isOfItsClass: true },
    { ...common, name: 'NeverHeardOfException', isOfItsClass: false },
  ]);
});
