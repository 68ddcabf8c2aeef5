/** What must never be lost: tables and bucket. And what each stage calls its own. */
import { describe, expect, it } from 'vitest';
import { listResources, type StageTemplate, synthesizeStage, synthesizeStages } from './synthesize-stage.ts';

const template = synthesizeStage();
const stateful = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket'];

describe('stateful resources', () => {
  it('outlive the stack unless the stage was made to be thrown away', () => {
    expect(readPolicies(template)).toEqual(new Set(['Retain']));
    expect(readPolicies(synthesizeStage({ removal: 'destroy' }))).toEqual(new Set(['Delete']));
  });

  it('do not include the archive: the rule it keeps on its bus would keep the bus from being deleted', () => {
    expect(template.Resources['TouchpointArchive']?.DeletionPolicy).toBe('Delete');
    expect(template.Resources['TouchpointBus']?.DeletionPolicy).toBe('Delete');
  });

  it('are tables on demand, encrypted, restorable to any second and protected from deletion', () => {
    for (const [, { Properties }] of listResources(template, 'AWS::DynamoDB::GlobalTable')) {
      expect(Properties['BillingMode']).toBe('PAY_PER_REQUEST');
      // Disabled means: DynamoDB's own key, which is how a table is encrypted for nothing.
      expect(Properties['SSESpecification']).toEqual({ SSEEnabled: false });
      expect(Properties['Replicas']).toEqual([
        expect.objectContaining({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ]);
    }
  });

  it('drop deletion protection with removal=destroy, or the stack could not be deleted', () => {
    const throwaway = synthesizeStage({ removal: 'destroy' });
    for (const [, { Properties }] of listResources(throwaway, 'AWS::DynamoDB::GlobalTable')) {
      expect(Properties['Replicas']).toEqual([expect.objectContaining({ DeletionProtectionEnabled: false })]);
    }
  });

  it('expire visitors with their ids, the timeline, the statistics and old runs, and nothing else', () => {
    const expiring = listResources(template, 'AWS::DynamoDB::GlobalTable')
      .filter(([, { Properties }]) => Properties['TimeToLiveSpecification'] !== undefined)
      .map(([id]) => id);
    expect(expiring.sort()).toEqual([
      'IdentitiesData',
      'ProfilesData',
      'RunsData',
      'StatisticsData',
      'TimelineData',
    ]);
  });

  it('find due timers through a sparse index of keys', () => {
    expect(template.Resources['ProfilesData']?.Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'wake',
        KeySchema: [
          { AttributeName: 'wakeShard', KeyType: 'HASH' },
          { AttributeName: 'wakeAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
  });

  it('find the runs under way through a sparse index, among all that ever were', () => {
    expect(template.Resources['RunsData']?.Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'active',
        KeySchema: [
          { AttributeName: 'active', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });

  it('keep rejected touchpoints private, encrypted, versioned and for a limited time', () => {
    const bucket = template.Resources['RejectedTouchpoints']?.Properties;
    expect(bucket).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(JSON.stringify(bucket)).toContain('"SSEAlgorithm":"AES256"');
    // Current and removed versions together: raw personal data is gone after the days that the docs promise.
    expect(JSON.stringify(bucket)).toContain('"ExpirationInDays":89');
    expect(JSON.stringify(bucket)).toContain('"NoncurrentVersionExpiration":{"NoncurrentDays":1}');
    expect(JSON.stringify(listResources(template, 'AWS::S3::BucketPolicy'))).toContain(
      '"aws:SecureTransport":"false"',
    );
  });
});

describe('two stages in one account', () => {
  it('share no physical name, and neither names the other', () => {
    const [left, right] = synthesizeStages(['alpha', 'omega']);
    if (left === undefined || right === undefined) throw new Error('two stages were asked for');
    const shared = readNames(left).filter((name) => readNames(right).includes(name));
    expect(shared).toEqual([]);
    expect(readNames(left).length).toBeGreaterThan(30);
    expect(JSON.stringify(left)).not.toContain('omega');
    expect(JSON.stringify(right)).not.toContain('alpha');
  });
});

function readPolicies(stage: StageTemplate): Set<string | undefined> {
  const resources = stateful.flatMap((type) => listResources(stage, type));
  return new Set(
    resources.flatMap(([, { DeletionPolicy, UpdateReplacePolicy }]) => [DeletionPolicy, UpdateReplacePolicy]),
  );
}

/** Names given by us. CloudFormation makes the others itself, from the stack's name. */
function readNames(stage: StageTemplate): string[] {
  const properties = [
    'Name',
    'AlarmName',
    'DashboardName',
    'FunctionName',
    'LogGroupName',
    'ArchiveName',
    'RoleName',
  ];
  return Object.values(stage.Resources).flatMap(({ Properties = {} }) =>
    properties.map((name) => Properties[name]).filter((value) => typeof value === 'string'),
  );
}
