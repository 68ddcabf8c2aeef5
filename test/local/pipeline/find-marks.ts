/** Looks for texts in everything that the local cloud has stored: tables, buckets, queues and logs, in any of their forms. */
import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Session } from './session.ts';

/** The bytes, and what they are packed of: as text in which each byte is a character. */
export function unpack(bytes: Uint8Array): readonly string[] {
  const unpacked = [gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync].flatMap((open) =>
    [bytes, bytes.subarray(1)].flatMap((part) => {
      try {
        return [open(part).toString('latin1')];
      } catch {
        return [];
      }
    }),
  );
  return [Buffer.from(bytes).toString('latin1'), ...unpacked];
}

/** The texts of a stored value: as it is, in binary, and packed. */
export function listTexts(value: AttributeValue): readonly string[] {
  if (value.M !== undefined)
    return Object.entries(value.M).flatMap(([name, each]) => [name, ...listTexts(each)]);
  if (value.L !== undefined) return value.L.flatMap(listTexts);
  if (value.B === undefined) return [value.S ?? value.N ?? '', ...(value.SS ?? [])];
  return unpack(value.B);
}

/** A text as it can be written: plain, for URLs, in JSON, in base64 at each of three places, and hashed. */
export function listForms(text: string): readonly string[] {
  const forms = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
  for (const [offset, start] of [0, 2, 3].entries()) {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const end = Math.floor((bytes.length * 4) / 3);
    forms.push(bytes.toString('base64').slice(start, end), bytes.toString('base64url').slice(start, end));
  }
  for (const each of new Set([text, text.toLowerCase(), text.toUpperCase(), text.trim()]))
    for (const name of ['sha256', 'md5', 'sha1'])
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        forms.push(createHash(name).update(each).digest(encoding).replace(/=+$/, ''));
  return [...new Set(forms)];
}

/** Every stored thing: `ProfilesTable <key>`, `<bucket>/<key>`, a queue, the log of a function; with its texts. */
export async function* readStored(session: Session): AsyncGenerator<readonly [string, readonly string[]]> {
  const { cloud, dynamodb } = session;
  for (const { key: name, value } of cloud.stack.outputs.filter(({ key }) => key.endsWith('Table')))
    for (let start: Record<string, AttributeValue> | undefined, first = true; first || start; first = false) {
      const page = await dynamodb.send(new ScanCommand({ TableName: value, ExclusiveStartKey: start }));
      for (const item of page.Items ?? [])
        yield [`${name} ${item['pk']?.S} ${item['sk']?.S ?? ''}`.trim(), listTexts({ M: item })];
      start = page.LastEvaluatedKey;
    }
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const options = { endpoint: cloud.endpoint, region: 'us-east-1', credentials };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  for (const { Name: Bucket = '' } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      yield [`${Bucket}/${Key}`, [Key, ...unpack((await Body?.transformToByteArray()) ?? new Uint8Array())]];
    }
  }
  const sqs = new SQSClient(options);
  for (const QueueUrl of (await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }))).QueueUrls ?? []) {
    const take = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    for (const { Body = '' } of (await sqs.send(take)).Messages ?? [])
      yield [QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1), [Body, ...unpack(Buffer.from(Body, 'base64'))]];
  }
  for (const { function: name, line } of cloud.logs.read()) yield [`log of ${name}`, [line]];
  s3.destroy();
  sqs.destroy();
}

/** Whether one of the forms is in the texts of a stored thing, in any case. `hide`: texts that do not count. */
export function hasForm(
  stored: readonly string[],
  forms: readonly string[],
  hide: readonly string[] = [],
): boolean {
  const all = hide.reduce((text, each) => text.replaceAll(each, ''), stored.join('\n'));
  const lower = all.toLowerCase();
  return forms.some((form) => all.includes(form) || lower.includes(form.toLowerCase()));
}

/** The names of what has one of the texts, in any case and form. */
export async function findMarks(
  session: Session,
  texts: readonly string[],
  hide: readonly string[] = [],
): Promise<readonly string[]> {
  const forms = texts.flatMap(listForms);
  const found: string[] = [];
  for await (const [place, stored] of readStored(session))
    if (hasForm(stored, forms, hide)) found.push(place);
  return found.sort();
}
