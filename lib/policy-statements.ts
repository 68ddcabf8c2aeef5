/** Statements of managed policies. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import type { StoredTable, TableAction } from './storage.ts';

/** Exactly these actions on exactly these resources. */
export function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}

/** `partitions`: allows only items whose partition key matches one of these patterns. */
export function allowItems(
  { table }: StoredTable,
  actions: readonly TableAction[],
  partitions?: readonly string[],
): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    ...omitAbsent({
      conditions:
        partitions === undefined
          ? undefined
          : { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } },
    }),
  });
}
