/** Amazon Athena as the warehouse: queries of one workgroup, which decides where results are and how much a query may scan. */
import {
  AthenaClient,
  GetQueryExecutionCommand,
  InvalidRequestException,
  type QueryExecution,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { QueryNotAcceptedError, type Warehouse, type WarehouseExecution } from '../../app/ports/warehouse.ts';
import { repeatableCallOptions } from '../client-options.ts';

export interface AthenaOptions {
  readonly workgroup: string;
  /** Where the SQL names none. */
  readonly database: string;
}

/** A call starts an execution in about a second, and takes longer when many start at once. */
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

export function createAthenaWarehouse({ workgroup, database: fallback }: AthenaOptions): Warehouse {
  const client = new AthenaClient({ ...repeatableCallOptions, requestHandler });
  return {
    async start({ sql, token, database = fallback }) {
      try {
        const { QueryExecutionId = '' } = await client.send(
          new StartQueryExecutionCommand({
            QueryString: sql,
            ClientRequestToken: token,
            QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
            WorkGroup: workgroup,
          }),
        );
        return QueryExecutionId;
      } catch (error) {
        if (error instanceof InvalidRequestException) throw new QueryNotAcceptedError(error.message);
        throw error;
      }
    },

    async describe(executionId) {
      try {
        const { QueryExecution: execution } = await client.send(
          new GetQueryExecutionCommand({ QueryExecutionId: executionId }),
        );
        return execution === undefined ? undefined : readExecution(execution);
      } catch (error) {
        // Athena keeps executions for 45 days.
        if (error instanceof InvalidRequestException) return undefined;
        throw error;
      }
    },
  };
}

function readExecution({ Status, Statistics, ResultConfiguration }: QueryExecution): WarehouseExecution {
  const { State = 'QUEUED', StateChangeReason = '' } = Status ?? {};
  const bytesScanned = Statistics?.DataScannedInBytes ?? 0;
  // FAILED can become QUEUED again, when Athena repeats the query after a transient error: the caller looks twice.
  if (State === 'FAILED' || State === 'CANCELLED') {
    const reason = State === 'CANCELLED' && StateChangeReason === '' ? 'Query cancelled' : StateChangeReason;
    return { state: 'failed', bytesScanned, reason };
  }
  if (State !== 'SUCCEEDED') return { state: 'running' };
  const [, bucket = '', key = ''] =
    /^s3:\/\/([^/]+)\/(.+)$/.exec(ResultConfiguration?.OutputLocation ?? '') ?? [];
  return { state: 'succeeded', bytesScanned, result: { bucket, key } };
}
