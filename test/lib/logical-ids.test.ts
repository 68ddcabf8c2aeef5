/** Logical ids: CloudFormation knows a resource by nothing else, so another id is another resource. */
import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { pinLogicalIds } from '../../lib/logical-id.ts';
import { pinnedIds } from '../../lib/pinned-ids.ts';
import { createApp, fullContext, listResources, synthesizeStage } from './synthesize-stage.ts';

/** By type: what holds state, has a name of its own, or is attached to something that allows only one of it. */
const fixedIds: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('logical-ids.json', import.meta.url), 'utf8'),
);
const template = synthesizeStage({
  ...fullContext,
  ...{ sandboxRecipients: 'me@example.org', createIdentity: 'true' },
  linkDomain: 'links.example.com',
  linkCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef',
});

describe('logical ids', () => {
  it.each(Object.keys(fixedIds))('of %s stay what they were when they were first deployed', (type) => {
    expect(
      listResources(template, type)
        .map(([id]) => id)
        .sort(),
    ).toEqual(fixedIds[type]);
  });

  it('are fixed for every resource with a name or an owner, whatever type comes next', () => {
    const named = Object.values(template.Resources).filter(({ Properties = {} }) =>
      Object.keys(Properties).some((key) =>
        /^(?:Function|LogGroup|Alarm|Dashboard|ManagedPolicy|Table|Queue|Bucket|Role|Topic)Name$/.test(key),
      ),
    );
    // Event source mappings, permissions and invoke configs refer to a function by its name.
    const types = new Set(named.map(({ Type }) => Type));
    types.delete('AWS::Lambda::Permission');
    expect([...types].filter((type) => fixedIds[type] === undefined)).toEqual([]);
  });

  it('are missing for a construct that was moved: synthesis stops and says what to do', () => {
    const stack = new Stack(createApp(), 'Moved');
    new LogGroup(stack, 'Logs');
    expect(() => pinLogicalIds(stack)).toThrow(
      /Logs \(AWS::Logs::LogGroup\) has no fixed logical id.*keep the id/,
    );
  });

  it('are each given once', () => {
    const ids = Object.values(pinnedIds);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
