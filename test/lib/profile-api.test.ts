/** The Profile API: no part of a stage by default; one public function that reads people and writes only what it counts. */
import { describe, expect, it } from 'vitest';
import { ContextInvalidError } from '../../lib/context.ts';
import { listStatements, readFunctionPermissions } from './read-permissions.ts';
import { synthesizeStage } from './synthesize-stage.ts';

const template = synthesizeStage({ profileApi: 'true', profileApiConcurrency: '20', lookDays: '30' });

describe('the Profile API', () => {
  it('is no part of a stage by default, and adds nothing to the other parts', () => {
    const plain = synthesizeStage();
    expect(JSON.stringify(plain)).not.toMatch(/ServeProfiles|serve-profiles|ProfileApi/);
    const added = Object.keys(template.Resources).filter((id) => plain.Resources[id] === undefined);
    expect(added.filter((id) => !/^(ServeProfiles|ProfileApiFailuresAlarm)/.test(id))).toEqual([]);
  });

  it('has a function URL without CORS, its address as output, and a limit of concurrency', () => {
    const { Properties } = template.Resources['ServeProfilesUrl'] ?? {};
    expect(Properties).toMatchObject({ AuthType: 'NONE' });
    expect(Properties).not.toHaveProperty('Cors');
    expect(JSON.stringify(template.Outputs['ProfileApiUrl']?.Value)).toContain('ServeProfilesUrl');
    const properties = template.Resources['ServeProfilesFunction']?.Properties;
    expect(properties?.['ReservedConcurrentExecutions']).toBe(20);
    expect(properties?.['Environment']).toMatchObject({ Variables: { LOOK_DAYS: '30' } });
    const unlimited = synthesizeStage({ profileApi: 'true' }).Resources['ServeProfilesFunction'];
    expect(unlimited?.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('reads people, and writes nothing but records of looks and counts of requests', () => {
    expect(readFunctionPermissions(template)['serve-profiles']).toEqual([
      'ConfigData dynamodb:GetItem',
      'IdentitiesData dynamodb:BatchGetItem',
      'IdentitiesData dynamodb:GetItem',
      'ProfilesData dynamodb:GetItem',
      'StatisticsData dynamodb:UpdateItem',
      'TimelineData dynamodb:PutItem',
      'TimelineData dynamodb:Query',
    ]);
    const own = listStatements(template).filter(([id]) => id.startsWith('ServeProfiles'));
    const keys = own.flatMap(([, { Condition }]) => (Condition === undefined ? [] : [Condition]));
    expect(keys).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['APIKEY', 'PROGRAM'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['LOOK#*', 'LOOKER#*'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['APICALLS#*'] } },
    ]);
  });

  it.each([{ profileApi: 'yes' }, { profileApiConcurrency: '-1' }, { lookDays: '0' }])(
    'is refused with a wrong setting: %j',
    (context) => {
      expect(() => synthesizeStage(context)).toThrow(ContextInvalidError);
    },
  );
});
