/** Publishes once and reports the result in the log and in counters. */

import type { Telemetry } from '../runtime/telemetry.ts';
import type { PublishingPorts } from './plan-program.ts';
import { publishProgram } from './publish-program.ts';

export interface PublishResult {
  readonly outcome: string;
  readonly version: number;
  readonly problems: number;
}

/**
 * Counters: `ConfigProblems` = errors in the table, counted in each invocation; `ConfigRefused` = publications refused
 * because most live documents would be removed; `ConfigUnannotated` = items on which problems could not be written.
 * None is an error of the function.
 */
export async function publishConfig(
  ports: PublishingPorts,
  telemetry: Telemetry,
  now: number,
): Promise<PublishResult> {
  const report = await publishProgram(ports, { now, allowShrink: false });
  const errors = report.problems.filter(({ severity }) => severity === 'error');
  telemetry.count('ConfigProblems', errors.length);
  if (errors.length > 0) {
    const refused = [...new Set(errors.map(({ document }) => document))];
    telemetry.warn('Documents refused', { count: refused.length, first: refused.slice(0, 20).join(', ') });
  }
  if (report.unannotated.length > 0) {
    const { unannotated } = report;
    telemetry.count('ConfigUnannotated', unannotated.length);
    telemetry.warn('Items that cannot show their problems', {
      count: unannotated.length,
      first: unannotated
        .slice(0, 20)
        .map(({ document }) => document)
        .join(', '),
    });
  }
  if (report.refusal !== undefined) {
    telemetry.count('ConfigRefused');
    telemetry.error('Publishing refused', report.refusal, { remedy: report.refusal.remedy });
  }
  if (report.outcome === 'published') {
    const { added, changed, removed } = report.changes;
    telemetry.info('Program published', {
      version: report.version,
      added: added.length,
      changed: changed.length,
      removed: removed.length,
      kept: report.kept.length,
    });
  }
  return { outcome: report.outcome, version: report.version, problems: errors.length };
}
