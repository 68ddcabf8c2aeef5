/** The HTTP API: no part of a stage by default; one public function that may read write keys and put touchpoints. */
import { describe, expect, it } from 'vitest';
import { ContextInvalidError } from '../../lib/context.ts';
import { listStatements, readFunctionPermissions } from './read-permissions.ts';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const template = synthesizeStage({ httpApi: 'true', httpApiConcurrency: '20' });

describe('the HTTP API', () => {
  it('is no part of a stage by default, and adds nothing to the other parts', () => {
    const plain = synthesizeStage();
    expect(JSON.stringify(plain)).not.toMatch(/ReceiveTouchpoints|receive-touchpoints|HttpApi/);
    const added = Object.keys(template.Resources).filter((id) => plain.Resources[id] === undefined);
    expect(added.filter((id) => !/^(ReceiveTouchpoints|HttpApiFailuresAlarm)/.test(id))).toEqual([]);
  });

  it('has a function URL that everyone may call, its address as output, and a limit of concurrency', () => {
    expect(template.Resources['ReceiveTouchpointsUrl']?.Properties).toMatchObject({ AuthType: 'NONE' });
    const parts = { 'Fn::Split': ['/', { 'Fn::GetAtt': ['ReceiveTouchpointsUrl', 'FunctionUrl'] }] };
    expect(template.Outputs['HttpApiUrl']?.Value).toEqual({
      'Fn::Join': ['//', [{ 'Fn::Select': [0, parts] }, { 'Fn::Select': [2, parts] }]],
    });
    const properties = template.Resources['ReceiveTouchpointsFunction']?.Properties;
    expect(properties?.['ReservedConcurrentExecutions']).toBe(20);
    const unlimited = synthesizeStage({ httpApi: 'true' }).Resources['ReceiveTouchpointsFunction'];
    expect(unlimited?.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    const open = listResources(template, 'AWS::Lambda::Permission').filter(
      ([id, { Properties }]) => id.startsWith('ReceiveTouchpoints') && Properties['Principal'] === '*',
    );
    expect(open).toHaveLength(2);
  });

  it('reads write keys alone of the config table, and puts no event with a source of Percorso or AWS', () => {
    expect(readFunctionPermissions(template)['receive-touchpoints']).toEqual([
      'ConfigData dynamodb:GetItem',
      'TouchpointBus events:PutEvents',
    ]);
    const own = listStatements(template).filter(([id]) => id.startsWith('ReceiveTouchpoints'));
    const conditions = own.flatMap(([, { Condition }]) => (Condition === undefined ? [] : [Condition]));
    expect(conditions).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['WRITEKEY'] } },
      { 'ForAllValues:StringNotLike': { 'events:source': ['percorso*', 'aws.*'] } },
    ]);
  });

  it.each([{ httpApi: 'yes' }, { httpApiConcurrency: '-1' }])(
    'is refused with a wrong setting: %j',
    (context) => {
      expect(() => synthesizeStage(context)).toThrow(ContextInvalidError);
    },
  );
});
