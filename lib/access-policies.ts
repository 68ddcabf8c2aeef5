/** Managed policies for the people of a stage: who stages documents, who puts them in force, who runs campaigns. */
import { Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Storage, StoredTable, TableAction } from './storage.ts';

const read: readonly TableAction[] = ['GetItem', 'Query'];
const write: readonly TableAction[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** Attached to nobody: the account's administrator attaches them to roles. They cost nothing. */
export class AccessPolicies extends Construct {
  readonly author: ManagedPolicy;
  readonly approver: ManagedPolicy;
  readonly operator: ManagedPolicy;

  constructor(scope: Construct, id: string, { storage }: { readonly storage: Storage }) {
    super(scope, id);
    const { config, walks } = storage;
    const find = new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['cloudformation:DescribeStacks'],
      resources: [Stack.of(this).stackId],
    });
    const look = [find, allow(config, read), allow(walks, read)];
    const people = [storage.profiles, storage.identities, storage.timeline, storage.statistics];
    this.author = this.#make('Author', 'Stages documents, and puts none in force', [
      ...look,
      allow(config, write, ['STAGED#*']),
    ]);
    this.approver = this.#make('Approver', 'Stages documents and puts them in force', [
      ...look,
      allow(config, write, ['STAGED#*', 'DOCUMENT#*', 'PROGRAM', 'TEMPLATE#*']),
    ]);
    this.operator = this.#make('Operator', 'Looks at people, and starts, approves, pauses and ends runs', [
      ...look,
      ...people.map((table) => allow(table, [...read, 'Scan'])),
      allow(walks, ['PutItem', 'UpdateItem']),
    ]);
  }

  #make(id: string, description: string, statements: PolicyStatement[]): ManagedPolicy {
    // No name of its own: IAM is global, and two regions may each have a stage of this name.
    return new ManagedPolicy(this, id, { description, statements });
  }
}

/** `partitions`: only items whose partition key is like one of these. */
function allow(
  { table }: StoredTable,
  actions: readonly TableAction[],
  partitions?: readonly string[],
): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    ...(partitions === undefined
      ? {}
      : { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } } }),
  });
}
