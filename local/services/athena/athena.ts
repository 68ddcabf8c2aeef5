/**
 * Athena: queries of workgroups, run by DuckDB over objects of the local S3. The objects of a table are below
 * `tables/<database>/<table>/` in the bucket of the workgroup's results. Tokens, states, errors and the CSV as in AWS.
 */
import {
  type Call,
  type CloudContext,
  type Requirement,
  type ResolvedResource,
  type ResourceHandle,
  type Service,
  ServiceError,
} from '../../service.ts';
import type { S3Service } from '../s3/s3.ts';
import { type LakeObject, QueryFailedError, runSql } from './run-sql.ts';

interface Workgroup {
  readonly name: string;
  readonly bucket: string;
  /** With a slash at its end. */
  readonly prefix: string;
  readonly scanLimit: number;
}

interface Execution {
  readonly id: string;
  readonly workgroup: Workgroup;
  readonly sql: string;
  readonly database: string;
  readonly submittedAt: number;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  reason?: string;
  bytes: number;
}

/** Others would change what a query does, and are refused. */
const knownFields = new Set(['QueryString', 'ClientRequestToken', 'QueryExecutionContext', 'WorkGroup']);
const catalog = 'AwsDataCatalog';
const longestSql = 262_144;
/** Athena bills at least this per query. */
const leastBilled = 10_000_000;

export function createAthena(context: CloudContext, s3: Pick<S3Service, 'handle'>): Service {
  const workgroups = new Map<string, Workgroup>();
  const executions = new Map<string, Execution>();
  const tokens = new Map<string, { readonly request: string; readonly id: string }>();
  const arn = (service: string, path: string) =>
    `arn:aws:${service}:${context.region}:${context.accountId}:${path}`;
  const callS3 = (operation: string, input: Record<string, unknown>) =>
    s3.handle({
      ...{ service: 's3', operation, input, requestId: context.newId() },
      principal: { kind: 'aws', service: 'athena.amazonaws.com' },
    });

  function findWorkgroup(input: Call['input']): Workgroup {
    const found = workgroups.get(String(input['WorkGroup'] ?? 'primary'));
    if (found === undefined) throw invalid(`WorkGroup ${String(input['WorkGroup'])} is not found.`);
    return found;
  }

  function start(input: Call['input']): Record<string, unknown> {
    const { QueryString: sql, ClientRequestToken: token } = input;
    if (typeof sql !== 'string' || sql === '' || Buffer.byteLength(sql) > longestSql)
      throw invalid(`QueryString must have 1 to ${longestSql} bytes.`);
    if (typeof token !== 'string' || token.length < 32 || token.length > 128)
      throw invalid('ClientRequestToken must have 32 to 128 characters.');
    const place = (input['QueryExecutionContext'] ?? {}) as Record<string, unknown>;
    const unknown = Object.keys(input).find((name) => !knownFields.has(name) && input[name] !== undefined);
    if (unknown !== undefined) throw invalid(`The local cloud knows no ${unknown} of StartQueryExecution.`);
    if ((place['Catalog'] ?? catalog) !== catalog)
      throw invalid(`The local cloud has the catalog ${catalog} only, not ${String(place['Catalog'])}.`);
    const request = JSON.stringify({ ...input, ClientRequestToken: undefined });
    const known = tokens.get(token);
    if (known !== undefined) {
      if (known.request !== request) throw invalid('Idempotent parameters do not match');
      return { QueryExecutionId: known.id };
    }
    const execution: Execution = {
      id: context.newId(),
      workgroup: findWorkgroup(input),
      sql,
      database: String(place['Database'] ?? 'default'),
      submittedAt: context.now(),
      state: 'QUEUED',
      bytes: 0,
    };
    executions.set(execution.id, execution);
    tokens.set(token, { request, id: execution.id });
    context.track(run(execution));
    return { QueryExecutionId: execution.id };
  }

  async function run(execution: Execution): Promise<void> {
    const { workgroup, sql, database, id } = execution;
    execution.state = 'RUNNING';
    try {
      const objects = await listObjects(workgroup);
      const { csv, bytes } = await runSql(sql, database, objects, workgroup.scanLimit);
      execution.bytes = bytes;
      const key = `${workgroup.prefix}${id}.csv`;
      await callS3('PutObject', { Bucket: workgroup.bucket, Key: key, Body: Buffer.from(csv) });
      context.meter.count('athena.scanned-bytes', Math.max(bytes, leastBilled), workgroup.name);
      execution.state = 'SUCCEEDED';
    } catch (error) {
      execution.bytes = error instanceof QueryFailedError ? error.bytes : 0;
      execution.reason = error instanceof Error ? error.message : String(error);
      execution.state = 'FAILED';
    }
  }

  async function listObjects({ bucket }: Workgroup): Promise<LakeObject[]> {
    const listed = await callS3('ListObjectsV2', { Bucket: bucket, Prefix: 'tables/' });
    const contents = (listed['Contents'] ?? []) as { readonly Key: string }[];
    const objects: LakeObject[] = [];
    for (const { Key: key } of contents) {
      const [, database, table] = /^tables\/([^/]+)\/([^/]+)\/.+$/.exec(key) ?? [];
      if (database === undefined || table === undefined) continue;
      const { Body: body } = await callS3('GetObject', { Bucket: bucket, Key: key });
      objects.push({ database, table, key, body: body as Uint8Array });
    }
    return objects;
  }

  function describe(input: Call['input']): Record<string, unknown> {
    const execution = executions.get(String(input['QueryExecutionId']));
    if (execution === undefined)
      throw invalid(`QueryExecution ${String(input['QueryExecutionId'])} was not found`);
    const { id, sql, workgroup, database, state, reason, bytes, submittedAt } = execution;
    return {
      QueryExecution: {
        QueryExecutionId: id,
        Query: sql,
        WorkGroup: workgroup.name,
        QueryExecutionContext: { Database: database },
        ResultConfiguration: { OutputLocation: `s3://${workgroup.bucket}/${workgroup.prefix}${id}.csv` },
        Statistics: { DataScannedInBytes: bytes },
        Status: { State: state, SubmissionDateTime: submittedAt / 1000, StateChangeReason: reason },
      },
    };
  }

  return {
    name: 'athena',
    resourceTypes: ['AWS::Athena::WorkGroup'],
    operations: new Set(['GetQueryExecution', 'StartQueryExecution']),
    create: async (resource) => createWorkgroup(resource, workgroups),
    requirements({ operation, input }): readonly Requirement[] {
      const execution = executions.get(String(input['QueryExecutionId']));
      const name = execution?.workgroup.name ?? String(input['WorkGroup'] ?? 'primary');
      const own = { action: `athena:${operation}`, resource: arn('athena', `workgroup/${name}`) };
      const workgroup = workgroups.get(name);
      if (operation !== 'StartQueryExecution' || workgroup === undefined) return [own];
      const place = (input['QueryExecutionContext'] ?? {}) as Record<string, unknown>;
      // Athena reads and writes with the rights of its caller.
      return [
        own,
        { action: 'glue:GetTable', resource: arn('glue', 'catalog') },
        { action: 'glue:GetTable', resource: arn('glue', `table/${String(place['Database'])}/any`) },
        { action: 's3:GetBucketLocation', resource: `arn:aws:s3:::${workgroup.bucket}` },
        { action: 's3:PutObject', resource: `arn:aws:s3:::${workgroup.bucket}/${workgroup.prefix}any` },
      ];
    },
    handle: async ({ operation, input }) =>
      operation === 'StartQueryExecution' ? start(input) : describe(input),
    async reset() {
      executions.clear();
      tokens.clear();
    },
    close: async () => undefined,
  };
}

function createWorkgroup(
  { logicalId, properties }: ResolvedResource,
  workgroups: Map<string, Workgroup>,
): ResourceHandle {
  const name = String(properties['Name'] ?? logicalId);
  const given = (properties['WorkGroupConfiguration'] ?? {}) as Record<string, unknown>;
  const { OutputLocation: location } = (given['ResultConfiguration'] ?? {}) as Record<string, unknown>;
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(String(location)) ?? [];
  if (bucket === undefined || prefix === undefined)
    throw invalid(`Workgroup ${name}: the local cloud needs an OutputLocation, such as s3://bucket/prefix/.`);
  const scanLimit = Number(given['BytesScannedCutoffPerQuery'] ?? Number.POSITIVE_INFINITY);
  workgroups.set(name, { name, bucket, prefix, scanLimit });
  return { ref: name, attributes: {} };
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', 400, message, { Message: message });
}
