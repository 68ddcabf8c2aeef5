/** A warehouse with one table, in memory: a token starts one execution, and the SQL selects what changed since its literal. */
import { createHash } from 'node:crypto';
import { ObjectChangedError, type ObjectStore } from '../../../app/ports/object-store.ts';
import {
  QueryNotAcceptedError,
  type Warehouse,
  type WarehouseExecution,
} from '../../../app/ports/warehouse.ts';

export interface TableRow {
  readonly id: string;
  /** Empty: NULL. */
  readonly value: string;
  /** Epoch ms. */
  readonly at: number;
}

interface Started {
  readonly id: string;
  readonly token: string;
  readonly sql: string;
  readonly endsAt: number;
  readonly execution: WarehouseExecution;
}

const bucket = 'results';

export function writeResult(rows: readonly TableRow[]): string {
  const lines = rows.map(({ id, value, at }) => {
    const cells = [id, id === '' ? '' : `${id}@example.com`, value, new Date(at).toISOString()];
    return cells.map((cell) => (cell === '' ? '' : `"${cell}"`)).join(',');
  });
  return ['"customer_id","email","value","updated_at"', ...lines, ''].join('\n');
}

/** The members of `table` can be changed between two runs. */
export function createSampleWarehouse(clock: { readonly now: number }) {
  const started: Started[] = [];
  const contents = new Map<string, Buffer>();
  const table = {
    rows: [] as readonly TableRow[],
    failure: undefined as string | undefined,
    refusal: undefined as string | undefined,
    writeCsv: writeResult,
    /** Milliseconds until an execution ends. */
    duration: 90_000,
    /** Answers to the next questions after an execution, before the true ones. */
    looks: [] as WarehouseExecution[],
    /** Bytes in one chunk. */
    chunkBytes: 70,
    /** A connection breaks after so many chunks. */
    chunksPerConnection: Number.POSITIVE_INFINITY,
  };

  function run(id: string, sql: string): WarehouseExecution {
    if (table.failure !== undefined) return { state: 'failed', bytesScanned: 10, reason: table.failure };
    const since = Date.parse(`${/TIMESTAMP '(.+)'/.exec(sql)?.[1]?.replace(' ', 'T')}Z`);
    const csv = table.writeCsv(table.rows.filter(({ at }) => at >= since));
    contents.set(id, Buffer.from(csv));
    return { state: 'succeeded', bytesScanned: 1_000, result: { bucket, key: id } };
  }

  const warehouse: Warehouse = {
    async start({ sql, token }) {
      if (table.refusal !== undefined) throw new QueryNotAcceptedError(table.refusal);
      const known = started.find((each) => each.token === token);
      if (known !== undefined && known.sql !== sql)
        throw new QueryNotAcceptedError('Idempotent parameters do not match');
      if (known !== undefined) return known.id;
      const id = `execution-${started.length + 1}`;
      started.push({ id, token, sql, endsAt: clock.now + table.duration, execution: run(id, sql) });
      return id;
    },
    async describe(id) {
      const known = started.find((each) => each.id === id);
      if (known === undefined) return undefined;
      const look = table.looks.shift();
      if (look !== undefined) return look;
      return known.endsAt > clock.now ? { state: 'running' } : known.execution;
    },
  };

  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const objects: ObjectStore = {
    async describe(_bucket, key) {
      const bytes = contents.get(key);
      return bytes === undefined ? undefined : { bytes: bytes.length, version: hash(bytes) };
    },
    async read(_bucket, key, { version, from }) {
      const bytes = contents.get(key);
      if (bytes === undefined || hash(bytes) !== version) throw new ObjectChangedError();
      return readChunks(bytes.subarray(from));
    },
  };

  async function* readChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
    const { chunkBytes, chunksPerConnection } = table;
    for (let chunk = 0; chunk * chunkBytes < bytes.length; chunk += 1) {
      if (chunk === chunksPerConnection) throw new Error('The connection broke');
      yield bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes);
    }
  }

  return {
    table,
    /** Replaces or removes the objects with results. */
    contents,
    listStarted: () => started.map(({ sql }) => sql),
    ports: { warehouse, objects },
  };
}
