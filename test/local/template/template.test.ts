/** What the local cloud makes of a template, and how loudly it refuses what it does not know. */

import { CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { startCloud } from '../../../local/cloud.ts';
import { synthesize } from '../fixtures/chain-stack.ts';

const readOutputs = async (build: (stack: Stack) => void): Promise<Record<string, string>> => {
  const cloud = await startCloud({ cdkOut: synthesize(build).cdkOut, port: 0 });
  await cloud.stop();
  return Object.fromEntries(cloud.stack.outputs.map(({ key, value }) => [key, value]));
};

describe('a template', () => {
  it('has its intrinsics, parameters, mappings and conditions resolved', async () => {
    const outputs = await readOutputs((stack) => {
      const size = new CfnParameter(stack, 'Size', { type: 'String', default: 'big' });
      new CfnMapping(stack, 'Map', { mapping: { big: { word: 'grande' } } });
      const isBig = new CfnCondition(stack, 'IsBig', {
        expression: Fn.conditionEquals(size.valueAsString, 'big'),
      });
      const isSmall = new CfnCondition(stack, 'IsSmall', { expression: Fn.conditionNot(isBig) });
      new CfnResource(stack, 'Group', { type: 'AWS::Logs::LogGroup' });
      const output = (id: string, value: string) => new CfnOutput(stack, id, { value });
      output('Word', Fn.findInMap('Map', size.valueAsString, 'word'));
      output('If', Fn.conditionIf('IsBig', 'yes', 'no').toString());
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
      output('Sub', Fn.sub('${AWS::StackName}/${!Literal}/${x}', { x: 'y' }));
      output('Select', Fn.select(1, Fn.split('-', 'a-b-c')));
      output('Join', Fn.join('+', ['1', stack.region, '2']));
      output('Base64', Fn.base64('hi'));
      const gone = new CfnOutput(stack, 'Gone', { value: 'never' });
      gone.condition = isSmall;
    });
    expect(outputs).toEqual({
      Word: 'grande',
      If: 'yes',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what an escaped placeholder comes out as
      Sub: 'Chain/${Literal}/y',
      Select: 'b',
      Join: '1+us-east-1+2',
      Base64: 'aGk=',
    });
  });

  it('is refused at once, with every unknown type and the list of known ones', async () => {
    const { cdkOut } = synthesize((stack) => {
      new CfnResource(stack, 'Cluster', { type: 'AWS::EKS::Cluster' });
      new CfnResource(stack, 'Stream', { type: 'AWS::Kinesis::Stream' });
    });
    const starting = startCloud({ cdkOut, port: 0 });
    await expect(starting).rejects.toMatchObject({ code: 'resource_type_unsupported' });
    await expect(starting).rejects.toThrow(/Cluster \(AWS::EKS::Cluster\), Stream .*AWS::SQS::Queue/);
  });

  it('is refused for a managed policy whose actions are not known', async () => {
    const { cdkOut } = synthesize((stack) => {
      const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    });
    await expect(startCloud({ cdkOut, port: 0 })).rejects.toMatchObject({ code: 'managed_policy_unknown' });
  });

  it('is refused for an attribute that the local cloud does not answer', async () => {
    const { cdkOut } = synthesize((stack) => {
      const group = new CfnResource(stack, 'Group', { type: 'AWS::Logs::LogGroup' });
      new CfnOutput(stack, 'Odd', { value: group.getAtt('Colour').toString() });
    });
    await expect(startCloud({ cdkOut, port: 0 })).rejects.toThrow(/GetAtt Group.Colour is not supported/);
  });

  it('that is not there is named with what to do', async () => {
    await expect(startCloud({ cdkOut: 'no-such-folder', port: 0 })).rejects.toThrow(
      /no manifest.json.*npm run synth/,
    );
  });
});
