/** A DynamoDB engine on a loopback port of its own, with as many of the product's tables as tests need. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoStatisticsReader } from '../../adapters/dynamodb/statistics-reader.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import type { StatisticsReader, StatisticsStore } from '../../app/ports/statistics-store.ts';
import { shapeTable, type TableShape } from '../harness/table-shape.ts';

export type TableKind = 'profiles' | 'identities' | 'timeline' | 'config' | 'statistics' | 'runs';

export type WholeStatistics = StatisticsStore & StatisticsReader;

export interface DynamoDatabase {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  /** A fresh table of that kind; its name, which is made up unless given. */
  createTable(kind: TableKind, name?: string): Promise<string>;
  close(): Promise<void>;
}

export function openStatistics(client: DynamoDBClient, table: string): WholeStatistics {
  return { ...createDynamoStatisticsStore(client, table), ...createDynamoStatisticsReader(client, table) };
}

export async function openDynamoDatabase(): Promise<DynamoDatabase> {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createDynamoClient({
    endpoint,
    region: 'eu-south-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let tables = 0;
  return {
    client,
    endpoint,
    async createTable(kind, name) {
      tables += 1;
      const TableName = name ?? `${kind}-${tables}`;
      await client.send(
        new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...shapes[kind] }),
      );
      await waitUntilActive(client, TableName);
      return TableName;
    },
    async close() {
      client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const shapes: Record<TableKind, TableShape> = {
  profiles: shapeTable({
    index: {
      name: 'wake',
      keys: [
        ['wakeShard', 'S'],
        ['wakeAt', 'N'],
      ],
    },
  }),
  identities: shapeTable({
    index: {
      name: 'unreported',
      keys: [
        ['unreportedPartition', 'S'],
        ['unreportedAt', 'N'],
      ],
      projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['unreported'] },
    },
  }),
  timeline: shapeTable({ isSorted: true }),
  config: shapeTable({ isSorted: true }),
  statistics: shapeTable({ isSorted: true }),
  runs: shapeTable({
    isSorted: true,
    index: {
      name: 'active',
      keys: [
        ['active', 'S'],
        ['sk', 'S'],
      ],
      projection: { ProjectionType: 'ALL' },
    },
  }),
};

/** The engine makes tables in the background: ask until it has, each question being a round trip of its own. */
async function waitUntilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
}
