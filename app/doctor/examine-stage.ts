/** Examines a stage before a campaign: whether its email may be sent, arrives, and can be unsubscribed from. Changes nothing. */

import { readStatus } from '../inspect/read-status.ts';
import type { AccountNumbers } from '../ports/account-numbers.ts';
import type { AccountWatch } from '../ports/account-watch.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { ConflictReader } from '../ports/identity-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { StageAccount } from '../ports/stage-account.ts';
import type { WebProbe } from '../ports/web-probe.ts';
import type { StagingPorts } from '../publish/staging.ts';
import { checkAccount } from './check-account.ts';
import { checkConfigurationSet } from './check-configuration-set.ts';
import {
  checkAlarms,
  checkAlarmTarget,
  checkConcurrency,
  checkDeadLetters,
  checkProgram,
  checkSharedIds,
} from './check-operation.ts';
import { checkNumbers } from './check-originations.ts';
import { checkReputation } from './check-reputation.ts';
import { checkSender, checkStatedSenders, type SenderPorts } from './check-sender.ts';
import { checkUnsubscribe, checkUrl } from './check-unsubscribe.ts';
import { checkWarmUp } from './check-warm-up.ts';
import type { DeployedSending, PublicDeployment } from './deployed-sending.ts';
import { findPlannedSend } from './find-planned-send.ts';
import { createFinding, type Finding } from './finding.ts';

export interface DoctorPorts {
  readonly account: StageAccount;
  readonly numbers: AccountNumbers;
  readonly watch: AccountWatch;
  readonly records: SenderPorts['records'];
  readonly probe: WebProbe;
  readonly config: StagingPorts;
  readonly runs: Pick<RunStore, 'listPlans' | 'listRuns' | 'readRun'>;
  readonly deadLetters: Pick<DeadLetters, 'list'>;
  readonly conflicts: ConflictReader;
  /** The stage's current time (epoch ms). */
  readonly readNow: () => Promise<number>;
}

/** `recipients`: of the planned campaign; by default those of the largest live campaign. Throws what a port throws. */
export async function examineStage(
  ports: DoctorPorts,
  deployed: DeployedSending,
  recipients?: number,
): Promise<readonly Finding[]> {
  const { account, watch, records, probe, config, runs, deadLetters } = ports;
  const { senders, configurationSets, concurrency } = deployed;
  const now = await ports.readNow();
  const status = await readStatus({ ...config, senders: async () => senders }, runs);
  const planned =
    recipients === undefined ? await findPlannedSend(status.previous, runs) : { recipients, campaign: '' };
  const findings: Finding[] = [];
  for (const sender of senders) findings.push(...(await checkSender(sender, { account, records })));
  findings.push(...checkStatedSenders(status.problems, senders));
  if (records === undefined) findings.push(createFinding('dns_skipped'));
  const sending = await account.readSending();
  const { perDay } = sending.quota;
  findings.push(
    ...checkAccount(sending, deployed, planned),
    checkReputation(await watch.readReputation(now)),
    ...(status.previous?.policy.warmUp ?? []).flatMap((each) => checkWarmUp(each, { perDay, planned, now })),
  );
  for (const name of configurationSets) findings.push(...(await checkConfigurationSet(name, account)));
  findings.push(
    ...(await checkNumbers(ports.numbers, deployed.numbers, status.previous?.policy.sms?.originations)),
    await checkUnsubscribe(deployed, probe),
    createFinding((await account.hasLinkKey()) ? 'link_key_ok' : 'link_key_missing'),
    checkProgram(status),
    checkConcurrency(await account.readConcurrency(), concurrency),
    await checkAlarms(deployed, watch),
    checkDeadLetters(await deadLetters.list()),
    await checkSharedIds(ports.conflicts, now),
  );
  return findings;
}

/** What is wrong with a deployment as far as its outputs show it, for `percorso status`. Reads nothing. */
export function examineDeployment(deployed: PublicDeployment): readonly Finding[] {
  const findings = [checkUrl(deployed), checkAlarmTarget(deployed.alarmTopic, deployed.isLocal)];
  return findings.flatMap((finding) => (finding?.state === 'failed' ? [finding] : []));
}
