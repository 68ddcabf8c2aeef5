/** Alarms and the runbook: each alarm has its section, each section its alarm. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listResources, synthesizeStage } from '../synthesize-stage.ts';

const topic = 'arn:aws:sns:eu-south-1:123456789012:on-call';
const template = synthesizeStage({
  alarmTopicArn: topic,
  partnerSources: 'aws.partner/segment.com/web',
  whatsapp: 'phone-number-id-0123456789abcdef',
  smsInbound: 'true',
  ...{ httpApi: 'true', profileApi: 'true' },
  signUpIds: 'cognito',
  warehouse: 'marts',
  lake: 'true',
});
const alarms = listResources(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const names = alarms.map(({ AlarmName }) => String(AlarmName).replace('percorso-test-', ''));
const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
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

  it('are counted in docs/deploy.md, for a stage without partner event sources', () => {
    const deploy = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
    const stage = listResources(synthesizeStage({ alarmTopicArn: topic }), 'AWS::CloudWatch::Alarm');
    const metrics = stage.reduce((sum, [, { Properties }]) => sum + countMetrics(Properties), 0);
    expect(deploy).toContain(`| ${stage.length} alarms on ${metrics} metrics |`);
  });

  it('of queries are two on three metrics, as docs/deploy.md says', () => {
    const own = ['query-failed', 'queries-stopped'].map((name) => alarms[names.indexOf(name)]);
    expect(own.map((alarm) => countMetrics(alarm ?? {}))).toEqual([1, 2]);
  });

  it('of the lake are three on four metrics, as docs/deploy.md says', () => {
    const own = ['lake-late', 'lake-stopped', 'lake-unreadable'].map((name) => alarms[names.indexOf(name)]);
    expect(own.map((alarm) => countMetrics(alarm ?? {}))).toEqual([1, 2, 1]);
  });

  it.each(names)('explain %s: what it means, where to look, how to fix it', (name) => {
    const parts = [...(sections.get(name) ?? '').matchAll(/^\*\*(\w+)\.\*\* ./gm)].map(([, part]) => part);
    expect(parts).toEqual(['Meaning', 'Look', 'Fix']);
  });

  it.each(names)('give %s commands to copy', (name) => {
    expect(sections.get(name)).toMatch(/```sh\n(?:npx|aws) .+\n```/s);
  });

  it('ring for more than five unknown outcomes, and for throttled writes of the index of timers', () => {
    expect(alarms[names.indexOf('messages-unknown')]).toMatchObject({ Threshold: 5 });
    const throttled = JSON.stringify(alarms[names.indexOf('tables-throttled')]);
    expect(throttled).toContain('"Name":"GlobalSecondaryIndexName","Value":"wake"');
  });

  it('say in their description where their section is', () => {
    for (const [index, { AlarmDescription }] of alarms.entries()) {
      expect(AlarmDescription).toContain(`docs/runbook.md#${names[index]}`);
    }
  });

  it('watch the dead letters and the age of every queue that is worked off', () => {
    const channels = ['email', 'sms', 'push'];
    const urgent = channels.map((channel) => `${channel}-transactional`);
    for (const queue of ['profile', ...channels, ...urgent, 'webhook', 'rejected', 'bulk', 'fan-out']) {
      expect(names).toContain(`${queue}-dead-letters`);
      expect(names).toContain(`${queue}-delay`);
    }
  });

  it('count the errors of every function, because a forgotten one would fail in silence', () => {
    const functions = listResources(template, 'AWS::Lambda::Function').map(([id]) => id);
    for (const kind of ['errors', 'throttles']) {
      // The HTTP API: Url5xxCount includes the errors of its function, and its throttles are in the same alarm. Queries: a
      // minute that fails or is throttled is no good run, and the next one continues at the same place. So do the lake and erasures.
      const others = [
        'http-api-failures',
        'profile-api-failures',
        'sign-ups-lost',
        'queries-stopped',
        'lake-stopped',
        'erasures-stopped',
      ];
      const watched = [`function-${kind}`, `sender-${kind}`, ...others]
        .map((name) => JSON.stringify(alarms[names.indexOf(name)]?.['Metrics']))
        .join();
      for (const id of functions) expect(watched).toContain(`{"Ref":"${id}"}`);
    }
  });

  it('ring for a crash that comes back every six minutes, as a message delivered again does', () => {
    for (const group of ['function', 'sender']) {
      expect(findAlarm(`${group}-errors`)).toMatchObject({ EvaluationPeriods: 30, DatapointsToAlarm: 3 });
    }
  });

  it('watch that what must happen goes well, not only that it is tried', () => {
    for (const [name, id, period] of [
      ['sweep', 'SweepTimers', 300],
      ['runs', 'StartRuns', 300],
      ['publishing', 'PublishConfig', 300],
      ['suppressions', 'ReconcileSuppressions', 7200],
    ] as const) {
      const alarm = findAlarm(`${name}-stopped`);
      expect(alarm).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: 1 });
      const metrics = alarm['Metrics'] as { Expression?: string; MetricStat?: unknown }[];
      expect(metrics.map(({ Expression }) => Expression).filter(Boolean)).toEqual(['runs - errors']);
      for (const metric of ['Invocations', 'Errors']) {
        const watched = metrics.map(({ MetricStat }) => JSON.stringify(MetricStat ?? ''));
        const found = watched.find((text) => text.includes(`"${metric}"`));
        expect(found).toContain(`"Ref":"${id}Function`);
        expect(found).toContain(`"Period":${period}`);
      }
    }
  });

  it('do not ring for missing data at the first deployment, and report when data stops', () => {
    for (const alarm of alarms) {
      const isStopped = String(alarm['AlarmName']).endsWith('-stopped') && alarm['Threshold'] === 1;
      expect(alarm['TreatMissingData']).toBe(isStopped ? 'missing' : 'notBreaching');
      expect(alarm['InsufficientDataActions']).toEqual(isStopped ? [topic] : undefined);
    }
  });

  it.each([
    ['rejected-events', 'TouchpointsRejected', 'KeepRejectedFunction'],
    ['quarantined-events', 'EventsQuarantined', 'KeepRejectedFunction'],
    ['recursion-stopped', 'RecursiveInvocationsDropped', 'AdvanceProfileFunction'],
    ['recursion-stopped', 'RecursiveInvocationsDropped', 'FanOutAudienceFunction'],
    ['email-failures', 'MessageFaults', 'SendEmailFunction'],
    ['sms-failures', 'MessageFaults', 'SendSmsFunction'],
    ['push-failures', 'MessageFaults', 'SendPushFunction'],
    ['webhook-failures', 'MessageFaults', 'CallWebhookFunction'],
    ['push-devices', 'DeviceFaults', 'SendPushFunction'],
    ['messages-unknown', 'MessagesUnknown', 'SendEmailFunction'],
    ['sending-disabled', 'SendingDisabled', 'SendEmailFunction'],
    ['sending-disabled', 'SendingDisabled', 'SendSmsFunction'],
    ['breaker-open', 'BreakersOpen', 'PublishConfigFunction'],
    ['host-paused', 'HostsPaused', 'PublishConfigFunction'],
    ['run-held', 'RunsHeld', 'StartRunsFunction'],
    ['tables-throttled', 'WriteThrottleEvents', '"ProfilesData"'],
    ['tables-throttled', 'ReadThrottleEvents', '"IdentitiesData"'],
  ])('%s watches %s of %s', (name, metric, resource) => {
    const text = JSON.stringify(findAlarm(name));
    expect(text).toContain(metric);
    expect(text).toContain(resource);
  });

  it('add up no more than ten metrics, which is all that CloudWatch takes', () => {
    for (const { Metrics = [] } of alarms as { Metrics?: { MetricStat?: unknown }[] }[]) {
      expect(Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length).toBeLessThanOrEqual(10);
    }
  });

  it('notify the topic when they ring and when they fall silent', () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([topic]);
      expect(OKActions).toEqual([topic]);
    }
  });

  it('have an output that says so when they have no notification target', () => {
    const output = (context: object) => synthesizeStage({ ...context }).Outputs['AlarmNotifications']?.Value;
    expect(output({})).toMatch(/have no notification target: deploy with -c alarmTopicArn=/);
    expect(output({ alarmTopicArn: topic })).toBe(`Alarms notify ${topic}.`);
    expect(output({ alarms: 'false' })).toMatch(/no alarms/);
  });
});

function findAlarm(name: string): Readonly<Record<string, unknown>> {
  const found = alarms[names.indexOf(name)];
  if (found === undefined) throw new Error(`no alarm ${name} in the template`);
  return found;
}

/** Each metric that an alarm reads is billed; an expression over metrics is not a metric. */
function countMetrics({ Metrics: queries }: Readonly<Record<string, unknown>>): number {
  return Array.isArray(queries) ? queries.filter((query) => query.MetricStat !== undefined).length : 1;
}
