/** The seven tables. On demand, so that an idle stage costs only its stored bytes. */

import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';

/** The only DynamoDB actions of our functions. */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

interface StoredTableProps {
  /** Never change it: CloudFormation would create a new, empty table. */
  readonly logicalId: string;
  readonly variable: string;
  readonly isSorted: boolean;
  readonly expires: boolean;
  readonly removal: 'retain' | 'destroy';
}

/** A table and the variable that names it: a grant also sets the variable. */
export class StoredTable extends Construct {
  readonly table: TableV2;
  readonly #variable: string;

  constructor(scope: Construct, id: string, props: StoredTableProps) {
    super(scope, id);
    const isKept = props.removal === 'retain';
    this.#variable = props.variable;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      ...omitAbsent({
        sortKey: props.isSorted ? { name: 'sk', type: AttributeType.STRING } : undefined,
        timeToLiveAttribute: props.expires ? 'expiresAt' : undefined,
      }),
      billing: Billing.onDemand(),
      // DynamoDB's own key: encrypted at rest, no monthly price and no price per call, unlike a KMS key.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    pinLogicalId(this.table, props.logicalId);
  }

  /** Sets the table's name in the function's environment and allows these actions on the table. */
  grant(target: PercorsoFunction, ...actions: readonly TableAction[]): void {
    target.setVariable(this.#variable, this.table.tableName);
    target.allow(actions.map(toIamAction), [this.table.tableArn]);
  }

  /** Allows these actions only on items whose partition key matches one of these patterns. */
  grantItems(target: PercorsoFunction, actions: readonly TableAction[], partitions: readonly string[]): void {
    target.setVariable(this.#variable, this.table.tableName);
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } };
    target.allow(actions.map(toIamAction), [this.table.tableArn], conditions);
  }

  /** The same for one of its indexes, which allows only queries. */
  grantIndex(target: PercorsoFunction, index: string): void {
    target.setVariable(this.#variable, this.table.tableName);
    target.allow([toIamAction('Query')], [`${this.table.tableArn}/index/${index}`]);
  }
}

export class Storage extends Construct {
  readonly profiles: StoredTable;
  readonly identities: StoredTable;
  readonly timeline: StoredTable;
  /** What people agreed to: kept while the stage exists. */
  readonly consents: StoredTable;
  readonly config: StoredTable;
  readonly statistics: StoredTable;
  readonly runs: StoredTable;
  /** By output: `ProfilesTable`, `IdentitiesTable`, ... */
  readonly tableNames: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: { readonly removal: 'retain' | 'destroy' }) {
    super(scope, id);
    const names: Record<string, string> = {};
    const make = (name: string, shape: { isSorted: boolean; expires: boolean }) => {
      const stored = new StoredTable(this, name, {
        ...shape,
        logicalId: `${name}Data`,
        variable: `${name.toUpperCase()}_TABLE`,
        removal: props.removal,
      });
      names[`${name}Table`] = stored.table.tableName;
      return stored;
    };
    this.profiles = make('Profiles', { isSorted: false, expires: true });
    this.identities = make('Identities', { isSorted: false, expires: true });
    this.consents = make('Consents', { isSorted: true, expires: false });
    this.timeline = make('Timeline', { isSorted: true, expires: true });
    this.config = make('Config', { isSorted: true, expires: false });
    this.statistics = make('Statistics', { isSorted: true, expires: true });
    this.runs = make('Runs', { isSorted: true, expires: true });
    this.tableNames = names;

    // Sparse: only addresses with a statement by a link that the bus has not accepted yet carry these attributes.
    this.identities.table.addGlobalSecondaryIndex({
      indexName: 'unreported',
      partitionKey: { name: 'unreportedPartition', type: AttributeType.STRING },
      sortKey: { name: 'unreportedAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['unreported'],
    });
    // The timer wheel: only profiles with a timer set carry these attributes, so only they are in the index.
    this.profiles.table.addGlobalSecondaryIndex({
      indexName: 'wake',
      partitionKey: { name: 'wakeShard', type: AttributeType.STRING },
      sortKey: { name: 'wakeAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    // Sparse index of the running and paused runs: start-runs queries it each minute.
    this.runs.table.addGlobalSecondaryIndex({
      indexName: 'active',
      partitionKey: { name: 'active', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
    });
  }
}

/** What a function that calls other systems needs for the circuit breaker of hosts. */
export function grantHosts({ statistics }: Storage, target: PercorsoFunction): void {
  statistics.grantItems(target, ['Query', 'UpdateItem', 'DeleteItem'], ['HOST']);
}

function toIamAction(action: TableAction): string {
  return `dynamodb:${action}`;
}
