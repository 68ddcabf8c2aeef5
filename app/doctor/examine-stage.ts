/** Examines a stage before a campaign: whether its email may be sent, arrives, and can be unsubscribed from. Changes nothing. */

import { readStatus } from '../inspect/read-status.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { StageAccount } from '../ports/stage-account.ts';
import type { WebProbe } from '../ports/web-probe.ts';
import type { StagingPorts } from '../publish/staging.ts';
import { checkAccount } from './check-account.ts';
import { checkConfigurationSet } from './check-configuration-set.ts';
import { checkAlarms, checkConcurrency, checkDeadLetters, checkProgram } from './check-operation.ts';
import { checkSender, type SenderPorts } from './check-sender.ts';
import { checkUnsubscribe, checkUrl } from './check-unsubscribe.ts';
import type { DeployedSending, PublicDeployment } from './deployed-sending.ts';
import { findPlannedSend } from './find-planned-send.ts';
import { createFinding, type Finding } from './finding.ts';

export interface DoctorPorts {
  readonly account: StageAccount;
  readonly records: SenderPorts['records'];
  readonly probe: WebProbe;
  readonly config: StagingPorts;
  readonly runs: Pick<RunStore, 'listPlans' | 'listRuns' | 'readRun'>;
  readonly deadLetters: Pick<DeadLetters, 'list'>;
}

/** `recipients`: of the planned campaign; by default those of the largest live campaign. Throws what a port throws. */
export async function examineStage(
  ports: DoctorPorts,
  deployed: DeployedSending,
  recipients?: number,
): Promise<readonly Finding[]> {
  const { account, records, probe, config, runs, deadLetters } = ports;
  const { senders, configurationSets, concurrency, alarmTopic, isLocal } = deployed;
  const status = await readStatus(config, runs);
  const planned =
    recipients === undefined ? await findPlannedSend(status.previous, runs) : { recipients, campaign: '' };
  const findings: Finding[] = [];
  for (const sender of senders) findings.push(...(await checkSender(sender, { account, records })));
  if (records === undefined) findings.push(createFinding('dns_skipped'));
  findings.push(...checkAccount(await account.readSending(), planned));
  for (const name of configurationSets) findings.push(...(await checkConfigurationSet(name, account)));
  findings.push(
    await checkUnsubscribe(deployed, probe),
    createFinding((await account.hasLinkKey()) ? 'link_key_ok' : 'link_key_missing'),
    checkProgram(status),
    checkConcurrency(await account.readConcurrency(), concurrency),
    checkAlarms(alarmTopic, isLocal),
    checkDeadLetters(await deadLetters.list()),
  );
  return findings;
}

/** What is wrong with a deployment as far as its outputs show it, for `percorso status`. Reads nothing. */
export function examineDeployment(deployed: PublicDeployment): readonly Finding[] {
  const findings = [checkUrl(deployed), checkAlarms(deployed.alarmTopic, deployed.isLocal)];
  return findings.flatMap((finding) => (finding?.state === 'failed' ? [finding] : []));
}
