/** `percorso doctor`: what is, what should be and what to do, before a campaign goes out. */
import type { DeployedSending } from '../../../app/doctor/deployed-sending.ts';
import { type DoctorPorts, examineStage } from '../../../app/doctor/examine-stage.ts';
import { describeFinding } from '../../output/doctor/finding-words.ts';
import { formatFindings } from '../../output/doctor/format-findings.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `recipients`: of the planned campaign; by default those of the largest live one. */
export async function showDoctor(
  ports: DoctorPorts,
  deployed: DeployedSending,
  recipients?: number,
): Promise<CommandResult> {
  const findings = await examineStage(ports, deployed, recipients);
  const isFit = findings.every(({ state }) => state !== 'failed' && state !== 'unknown');
  return {
    exitCode: isFit ? 0 : 1,
    json: { isFit, findings: findings.map((finding) => ({ ...finding, ...describeFinding(finding) })) },
    lines: formatFindings(findings),
  };
}
