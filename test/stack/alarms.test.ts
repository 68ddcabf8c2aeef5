/** Alarms and the runbook: each alarm has its section, each section its alarm. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const topic = 'arn:aws:sns:eu-south-1:123456789012:on-call';
const template = synthesizeStage({ alarmTopicArn: topic });
const alarms = listResources(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const names = alarms.map(({ AlarmName }) => String(AlarmName).replace('percorso-test-', ''));
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section): [string, string] => [section.slice(0, section.indexOf('\n')).trim(), section]),
);

describe('alarms', () => {
  it('have a runbook section each, and no section is without its alarm', () => {
    expect([...sections.keys()].sort()).toEqual([...names].sort());
  });

  it.each(names)('explain %s: what it means, where to look, how to fix it', (name) => {
    expect(sections.get(name)).toMatch(/\*\*Meaning\.\*\* .+\*\*Look\.\*\* .+\*\*Fix\.\*\* /s);
  });

  it.each(names)('give %s commands to copy', (name) => {
    expect(sections.get(name)).toMatch(/```sh\n(?:npx|aws) .+\n```/s);
  });

  it('say in their description where their section is', () => {
    for (const [index, { AlarmDescription }] of alarms.entries()) {
      expect(AlarmDescription).toContain(`docs/runbook.md#${names[index]}`);
    }
  });

  it('watch the dead letters and the age of every queue that is worked off', () => {
    const channels = ['email', 'sms', 'push'];
    const urgent = channels.map((channel) => `${channel}-transactional`);
    for (const queue of ['profile', ...channels, ...urgent, 'webhook', 'rejected', 'bulk', 'walk']) {
      expect(names).toContain(`${queue}-dead-letters`);
      expect(names).toContain(`${queue}-delay`);
    }
  });

  it('count the errors of every function, because a forgotten one would fail in silence', () => {
    const functions = listResources(template, 'AWS::Lambda::Function').map(([id]) => id);
    for (const kind of ['errors', 'throttles']) {
      const watched = ['function', 'sender']
        .map((group) => JSON.stringify(alarms[names.indexOf(`${group}-${kind}`)]?.['Metrics']))
        .join();
      for (const id of functions) expect(watched).toContain(`{"Ref":"${id}"}`);
    }
  });

  it('ring on silence only where something must happen every minute', () => {
    const silent = names.filter((_, index) => alarms[index]?.['TreatMissingData'] === 'breaching');
    expect(silent).toEqual(['sweep-stopped', 'walks-stopped']);
  });

  it('notify the topic when they ring and when they fall silent', () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([topic]);
      expect(OKActions).toEqual([topic]);
    }
  });
});
