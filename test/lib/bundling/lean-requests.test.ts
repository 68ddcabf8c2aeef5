/** The SDK as it is bundled sends what the whole SDK sends, and reads the same from the response. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleOptions } from '../../../lib/bundling/bundle.ts';

const run = promisify(execFile);
let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'percorso-requests-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** One moment and one random value, so that two runs sign the same. Loaded before the bundle. */
const still = `
  import crypto from 'node:crypto';
  import { syncBuiltinESMExports } from 'node:module';
  const Moving = Date;
  globalThis.Date = class extends Moving {
    constructor(...given) { super(...(given.length === 0 ? [1796000000000] : given)); }
    static now() { return 1796000000000; }
  };
  const id = { value: () => '00000000-0000-4000-8000-000000000000' };
  Object.defineProperty(crypto, 'randomUUID', id);
  Object.defineProperty(globalThis.crypto, 'randomUUID', id);
  syncBuiltinESMExports();
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  globalThis.awslambda = { InvokeStore: { getXRayTraceId: () => undefined, getTraceparent: () => parent } };`;

/** Each operation that a function calls: a client, a command, an input and a response. */
const script = `
  import * as athena from '@aws-sdk/client-athena';
  import * as dynamodb from '@aws-sdk/client-dynamodb';
  import * as eventbridge from '@aws-sdk/client-eventbridge';
  import * as firehose from '@aws-sdk/client-firehose';
  import * as pinpoint from '@aws-sdk/client-pinpoint';
  import * as sms from '@aws-sdk/client-pinpoint-sms-voice-v2';
  import * as s3 from '@aws-sdk/client-s3';
  import * as ses from '@aws-sdk/client-sesv2';
  import * as social from '@aws-sdk/client-socialmessaging';
  import * as sqs from '@aws-sdk/client-sqs';
  import * as ssm from '@aws-sdk/client-ssm';
  import { createServer } from 'node:http';

  const item = { pk: { S: 'h\\u00fc "\\ud83d\\ude00"\\n' }, n: { N: '1.50' }, b: { B: new Uint8Array([0, 255, 7]) },
    m: { M: { l: { L: [{ BOOL: true }, { NULL: true }, { SS: ['a'] }, { NS: ['1'] }, { BS: [new Uint8Array([1])] }] } } } };
  const wire = { pk: { S: 'h\\u00fc' }, b: { B: 'AP8H' }, m: { M: { l: { L: [{ B: 'AQ==' }, { N: '3' }] } } } };
  const TableName = 'Profiles', Key = { pk: { S: 'a' } };
  const cases = [
    [dynamodb, 'DynamoDBClient', 'GetItemCommand', { TableName, Key, ConsistentRead: true }, { Item: wire }],
    [dynamodb, 'DynamoDBClient', 'PutItemCommand', { TableName, Item: item, ConditionExpression: 'a = :b', ExpressionAttributeValues: { ':b': { N: '1' } } }, { Attributes: wire }],
    [dynamodb, 'DynamoDBClient', 'UpdateItemCommand', { TableName, Key, UpdateExpression: 'SET #a = :b', ExpressionAttributeNames: { '#a': 'b' }, ReturnValues: 'ALL_NEW' }, { Attributes: wire }],
    [dynamodb, 'DynamoDBClient', 'DeleteItemCommand', { TableName, Key }, {}],
    [dynamodb, 'DynamoDBClient', 'QueryCommand', { TableName, Limit: 5, KeyConditionExpression: 'pk = :a' }, { Items: [wire], Count: 1, LastEvaluatedKey: Key }],
    [dynamodb, 'DynamoDBClient', 'ScanCommand', { TableName, Segment: 0, TotalSegments: 4 }, { Items: [wire, wire] }],
    [dynamodb, 'DynamoDBClient', 'BatchGetItemCommand', { RequestItems: { Profiles: { Keys: [Key] } } }, { Responses: { Profiles: [wire] }, UnprocessedKeys: {} }],
    [dynamodb, 'DynamoDBClient', 'BatchWriteItemCommand', { RequestItems: { Profiles: [{ PutRequest: { Item: item } }] } }, { UnprocessedItems: { Profiles: [{ PutRequest: { Item: wire } }] } }],
    [sqs, 'SQSClient', 'SendMessageBatchCommand', { QueueUrl: 'QUEUE', Entries: [{ Id: '0', MessageBody: 'h\\u00fc \\ud83d\\ude00', DelaySeconds: 3, MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } }] }, { Successful: [], Failed: [{ Id: '0', Code: 'x', SenderFault: true }] }],
    [sqs, 'SQSClient', 'ChangeMessageVisibilityBatchCommand', { QueueUrl: 'QUEUE', Entries: [{ Id: '0', ReceiptHandle: 'r', VisibilityTimeout: 0 }] }, { Successful: [{ Id: '0' }], Failed: [] }],
    [sqs, 'SQSClient', 'ReceiveMessageCommand', { QueueUrl: 'QUEUE', MaxNumberOfMessages: 10, VisibilityTimeout: 300, MessageSystemAttributeNames: ['SentTimestamp'] }, { Messages: [{ MessageId: 'm', Body: 'h\\u00fc', MD5OfBody: '79355d9e1350e8bb0989051769d96b86', ReceiptHandle: 'r', Attributes: { SentTimestamp: '5' } }] }],
    [sqs, 'SQSClient', 'DeleteMessageCommand', { QueueUrl: 'QUEUE', ReceiptHandle: 'r' }, {}],
    [sqs, 'SQSClient', 'GetQueueAttributesCommand', { QueueUrl: 'QUEUE', AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] }, { Attributes: { ApproximateNumberOfMessagesNotVisible: '3' } }],
    [eventbridge, 'EventBridgeClient', 'PutEventsCommand', { Entries: [{ EventBusName: 'bus', Source: 's', DetailType: 'T', Detail: '{}', Time: new Date(5000) }] }, { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }],
    [ssm, 'SSMClient', 'GetParameterCommand', { Name: '/a', WithDecryption: true }, { Parameter: { Value: 'v', Version: 3, LastModifiedDate: 1700000000.5 } }],
    [ssm, 'SSMClient', 'PutParameterCommand', { Name: '/a', Value: 'v', Type: 'SecureString' }, { Version: 1 }],
    [ses, 'SESv2Client', 'SendEmailCommand', { FromEmailAddress: 'a@example.com', Destination: { ToAddresses: ['b@example.com'] }, Content: { Simple: { Subject: { Data: 'h\\u00fc' }, Body: { Text: { Data: 't' } } } } }, { MessageId: 'm' }],
    [ses, 'SESv2Client', 'ListSuppressedDestinationsCommand', { StartDate: new Date(9000), Reasons: ['BOUNCE', 'COMPLAINT'], PageSize: 9 }, { SuppressedDestinationSummaries: [{ EmailAddress: 'b', Reason: 'BOUNCE', LastUpdateTime: 1700000000 }] }],
    [pinpoint, 'PinpointClient', 'SendMessagesCommand', { ApplicationId: 'app', MessageRequest: { Addresses: { t: { ChannelType: 'GCM' } }, MessageConfiguration: {} } }, { ApplicationId: 'app', Result: { t: { StatusCode: 200 } } }],
    [sms, 'PinpointSMSVoiceV2Client', 'SendTextMessageCommand', { DestinationPhoneNumber: '+39', MessageBody: 'h\\u00fc' }, { MessageId: 'm' }],
    [sms, 'PinpointSMSVoiceV2Client', 'DescribeOptedOutNumbersCommand', { OptOutListName: 'Default', MaxResults: 100 }, { OptedOutNumbers: [{ OptedOutNumber: '+39', OptedOutTimestamp: 1796000000 }] }],
    [sms, 'PinpointSMSVoiceV2Client', 'PutOptedOutNumberCommand', { OptOutListName: 'Default', OptedOutNumber: '+39' }, { OptedOutNumber: '+39', OptedOutTimestamp: 1796000000 }],
    [sms, 'PinpointSMSVoiceV2Client', 'DeleteOptedOutNumberCommand', { OptOutListName: 'Default', OptedOutNumber: '+39' }, { OptedOutNumber: '+39', OptedOutTimestamp: 1796000000 }],
    [social, 'SocialMessagingClient', 'SendWhatsAppMessageCommand', { originationPhoneNumberId: 'phone-number-id-1', message: new Uint8Array([123, 125]), metaApiVersion: 'v20.0' }, { messageId: 'm' }],
    [ssm, 'SSMClient', 'DeleteParameterCommand', { Name: '/a' }, {}],
    [firehose, 'FirehoseClient', 'PutRecordBatchCommand', { DeliveryStreamName: 's', Records: [{ Data: new Uint8Array([31, 139, 0]) }] }, { FailedPutCount: 1, RequestResponses: [{ RecordId: 'r' }, { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'x' }] }],
    [athena, 'AthenaClient', 'StartQueryExecutionCommand', { QueryString: 'SELECT h\\u00fc', ClientRequestToken: 'a'.repeat(64), WorkGroup: 'w', QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'd' } }, { QueryExecutionId: 'q' }],
    [athena, 'AthenaClient', 'GetQueryExecutionCommand', { QueryExecutionId: 'q' }, { QueryExecution: { QueryExecutionId: 'q', Status: { State: 'SUCCEEDED', SubmissionDateTime: 1700000000.5 }, Statistics: { DataScannedInBytes: 5 }, ResultConfiguration: { OutputLocation: 's3://bucket/a.csv' } } }],
    [s3, 'S3Client', 'GetObjectCommand', { Bucket: 'bucket', Key: 'a' }, ''],
    [s3, 'S3Client', 'HeadObjectCommand', { Bucket: 'bucket', Key: 'a' }, ''],
    [s3, 'S3Client', 'DeleteObjectCommand', { Bucket: 'bucket', Key: 'a' }, ''],
    [s3, 'S3Client', 'ListObjectsV2Command', { Bucket: 'bucket', Prefix: 'a/' }, '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a/b</Key><LastModified>2026-11-28T00:00:00.000Z</LastModified><Size>3</Size></Contents></ListBucketResult>'],
    [s3, 'S3Client', 'PutObjectCommand', { Bucket: 'bucket', Key: 'a b/\\u00fc.json', Body: '{}', ContentType: 'application/json' }, ''],
  ];

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.request = { method: request.method, url: request.url, headers: request.headers, body };
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  let seen, answer;
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
    const { port } = server.address();
    const endpoint = 'http://127.0.0.1:' + port;
    const all = [];
    for (const [module, client, command, input, output] of cases) {
      seen = { command };
      answer = output;
      const made = new module[client]({ endpoint, region: 'eu-south-1', maxAttempts: 1, forcePathStyle: true,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' } });
      const given = JSON.parse(JSON.stringify(input), (key, value) => value === 'QUEUE' ? endpoint + '/1/queue' : value);
      const whole = input.QueueUrl === undefined ? input : given;
      const { $metadata, Body, ...read } = await made.send(new module[command](whole)).catch((error) => ({ error: error.stack }));
      all.push({ ...seen, read });
      made.destroy();
    }
    process.stdout.write(JSON.stringify({ port, all }, (key, value) => value instanceof Uint8Array ? 'bytes ' + value : value));
    server.close();
  });`;

it('signs and sends the same requests for each operation of a function, and reads the same from responses', async () => {
  const ours = await listRequests(await bundle('lean', bundleOptions.plugins), {});
  // Host and signature contain the port.
  const theirs = await listRequests(await bundle('whole', []), { PORT: String(ours.port) });
  expect([...new Set(ours.all.map(({ command }) => command))].sort()).toEqual(await listCommands());
  expect(ours.all.map(({ read }) => read)).not.toContainEqual(
    expect.objectContaining({ error: expect.anything() }),
  );
  expect(ours.all.map(({ request }) => request?.headers['authorization'])).not.toContain(undefined);
  for (const { request } of ours.all) {
    expect(request?.headers).toMatchObject({
      'x-amzn-trace-id': expect.stringMatching(/^Root/),
      traceparent: expect.stringMatching(/^00-/),
    });
  }
  expect(ours.all).toEqual(theirs.all);
});

interface Requests {
  readonly port: number;
  readonly all: readonly {
    readonly command: string;
    readonly request?: { readonly headers: Readonly<Record<string, string>> };
    readonly read: unknown;
  }[];
}

/** The commands that the adapters of functions name; those of operators are never bundled. */
async function listCommands(): Promise<readonly string[]> {
  const folder = join(bundleOptions.absWorkingDir, 'adapters');
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('operator'),
  );
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return [...new Set(texts.join('\n').match(/\b[A-Z]\w+Command\b/g))].sort();
}

async function listRequests(file: string, env: Readonly<Record<string, string>>): Promise<Requests> {
  const preload = `data:text/javascript,${encodeURIComponent(still)}`;
  // As in a function: the trace of the invocation goes with each request.
  const trace = {
    AWS_LAMBDA_FUNCTION_NAME: 'function',
    _X_AMZN_TRACE_ID: 'Root=1-5e1b4151-5ac6c58dc39a6a34be5d1a8e',
  };
  const { stdout } = await run(process.execPath, ['--import', preload, file], { env: { ...trace, ...env } });
  return JSON.parse(stdout) as Requests;
}

async function bundle(name: string, plugins: readonly Plugin[]): Promise<string> {
  const outfile = join(scratch, `${name}.mjs`);
  const stdin = { contents: script, resolveDir: bundleOptions.absWorkingDir };
  await build({ ...bundleOptions, plugins: [...plugins], stdin, outfile, sourcemap: false });
  return outfile;
}
