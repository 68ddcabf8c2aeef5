/** What the doctor says of the program, planned campaigns and dead letters, and what status says of the deployment. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import type { DeployedSending } from '../../../../app/doctor/deployed-sending.ts';
import type { DoctorPorts } from '../../../../app/doctor/examine-stage.ts';
import type { Finding } from '../../../../app/doctor/finding.ts';
import type { Run } from '../../../../app/ports/run-store.ts';
import { showStatus } from '../../../../cli/commands/documents/status.ts';
import { showDoctor } from '../../../../cli/commands/operations/doctor.ts';
import { emailTemplate, openStage } from '../../../harness/recorded-life.ts';

const at = Date.parse('2026-11-22T11:00:00Z');
const documents = `kind: segment
id: everyone
status: live
condition: { profile: { traits: { country: [IT] } } }
---
kind: campaign
id: spring
status: live
audience: { segment: everyone }
send: hello
schedule: { at: 2026-11-22T11:00:00Z }
${emailTemplate('hello')}`;
const run: Run = {
  name: 'spring',
  run: at,
  task: { kind: 'campaign', campaign: 'spring', run: at },
  audience: { kind: 'segment', segment: 'everyone' },
  scanSegments: 1,
  createdAt: at,
  programVersion: 1,
  status: 'paused',
  pausedBy: 'approval',
};
const deployed: DeployedSending = {
  senders: ['example.com'],
  configurationSets: [],
  concurrency: 10,
  ...{ emailRate: 10, emailReserve: 10 },
  publicUrl: 'https://links.example.com',
  alarmTopic: 'arn:aws:sns:eu-south-1:123456789012:on-call',
  isLocal: false,
  numbers: { hasSms: false, smsOriginations: [], accountId: '123456789012' },
};

async function openDoctor() {
  const { config, publish } = await openStage();
  const ports: DoctorPorts = {
    config,
    runs: createMemoryRunStore(),
    records: undefined,
    probe: {
      get: async () => ({ outcome: 'answered', status: 200 }),
      post: async () => ({ outcome: 'answered', status: 200 }),
    },
    numbers: {
      readOriginations: async () => ({ numbers: [], senderIds: [], pools: [] }),
      isWhatsAppLinked: async () => true,
    },
    watch: {
      readReputation: async () => ({}),
      readTopic: async () => ({ confirmed: 1, pending: 0 }),
    },
    readNow: async () => at,
    conflicts: { listConflicts: async () => ({ conflicts: [] }) },
    deadLetters: { list: async () => [{ name: 'email', url: '', arn: '', waiting: 2 }] },
    account: {
      readSending: async () => ({
        isProduction: true,
        isEnabled: true,
        enforcement: 'HEALTHY',
        quota: { perDay: 10_000, perSecond: 10, sentLastDay: 0 },
        suppressedReasons: ['BOUNCE', 'COMPLAINT'],
        plan: 'NONE',
      }),
      readIdentity: async (name) => ({
        name,
        isVerified: true,
        status: 'SUCCESS',
        dkim: { isEnabled: true, status: 'SUCCESS', tokens: [] },
        mailFrom: { domain: 'bounce.example.com', status: 'SUCCESS' },
      }),
      readConfigurationSet: async () => undefined,
      listEventDestinations: async () => [],
      readConcurrency: async () => ({ limit: 1000, unreserved: 1000 }),
      hasLinkKey: async () => true,
    },
  };
  return { config, publish, ports };
}

let stage: Awaited<ReturnType<typeof openDoctor>>;
beforeEach(async () => {
  stage = await openDoctor();
});

async function find(check: string): Promise<Partial<Finding>> {
  const { findings } = (await showDoctor(stage.ports, deployed)).json as { findings: Finding[] };
  return findings.find((finding) => finding.check === check) ?? {};
}

describe('the doctor', () => {
  it('asks for a program, and names what is not in force', async () => {
    expect(await find('program')).toMatchObject({ code: 'program_missing' });
    await stage.publish(documents);
    expect(await find('program')).toMatchObject({ code: 'program_ok', values: { version: 1 } });
    const condition = { profile: { traits: { country: ['CH'] } } };
    await stage.config.staged.put({ kind: 'segment', id: 'swiss', status: 'live', condition });
    expect(await find('program')).toMatchObject({
      code: 'program_outdated',
      values: { pending: 1, staged: 1 },
    });
    await stage.config.documents.put({ kind: 'segment', id: 'everyone', status: 'live', condition: 5 });
    expect(await find('program')).toMatchObject({ code: 'program_problems' });
  });

  it('compares the quota with the largest campaign that was counted', async () => {
    await stage.publish(documents);
    expect(await find('quota')).toMatchObject({ code: 'quota_unplanned' });
    const runs = createMemoryRunStore();
    await runs.createRun(run);
    const totals = { scanned: 20_000, targeted: 12_400, unreadable: 0 };
    await runs.createRun({ ...run, name: 'count:spring', status: 'done', isCount: true, totals });
    stage = { ...stage, ports: { ...stage.ports, runs } };
    expect(await find('quota')).toMatchObject({
      code: 'quota_exceeded',
      values: { campaign: 'spring', recipients: 12_400, days: 2 },
    });
  });

  it('fails when a live document sends from an address that the stage may not use', async () => {
    await stage.publish(documents);
    expect(await find('senders')).toMatchObject({ state: 'ok', code: 'senders_ok' });
    await stage.publish(documents.replace('content: {', 'content: { from: "Shop <shop@other.example>",'));
    expect(await find('senders')).toMatchObject({
      state: 'failed',
      about: 'template/hello',
      values: { path: 'content.from', from: '"Shop <shop@other.example>"', senders: 'example.com' },
    });
    const { lines } = await showDoctor(stage.ports, deployed);
    expect(lines.join('\n')).toContain('npx cdk deploy -c senders=');
  });

  it('ends with code 1 and one command for dead letters, and skips DNS without a server', async () => {
    await stage.publish(documents);
    const { exitCode, lines } = await showDoctor(stage.ports, deployed);
    expect(exitCode).toBe(1);
    expect(lines).toContain('    to do:     percorso dead-letters show email');
    expect(lines.at(-1)).toBe('The stage is not fit to send: of 19 checks, 1 failed.');
    expect(await find('dns')).toMatchObject({ state: 'skipped' });
  });
});

describe('status', () => {
  it('refers to the doctor when the deployment cannot send or notifies no one, and only then', async () => {
    await stage.publish(documents);
    const { lines, json, exitCode } = await showStatus(stage.config, undefined, { isLocal: false });
    expect(lines).toEqual(
      expect.arrayContaining([
        'The stage has no public URL, so promotional email has no unsubscribe link and is not sent.',
        'Alarms notify no one.',
        '`percorso doctor` shows what to do, and checks all that sending needs.',
      ]),
    );
    expect(json).toMatchObject({
      faults: [{ code: 'unsubscribe_url_missing' }, { code: 'alarms_without_target' }],
    });
    expect(exitCode).toBe(0);
    for (const fit of [deployed, { isLocal: true, publicUrl: 'http://127.0.0.1:4567' }]) {
      const status = await showStatus(stage.config, undefined, fit);
      expect(status.lines.join('\n')).not.toContain('percorso doctor');
    }
  });
});
