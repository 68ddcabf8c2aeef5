/** Reports what people stated by links while the bus was down. Repeats count once: an event keeps its id. */
import { MINUTE } from '../../engine/base/time-units.ts';
import {
  type AddressStatements,
  type UnreportedStatement,
  unreportedPartitions,
} from '../ports/address-statements.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { sendInCalls, throwFailed } from '../runtime/send-in-calls.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface ReportStatementsPorts {
  readonly statements: Pick<AddressStatements, 'listUnreported' | 'markReported'>;
  readonly events: EventBus;
}

/** A younger statement is probably being reported by the request that stored it. */
const leastAge = MINUTE;

/** The bus did not accept some statements; the next run reads them again. */
export class StatementsUnreportedError extends Error {
  readonly code = 'statements_unreported';
  constructor(count: number) {
    super(
      `The event bus did not accept ${count} statements of people. The next hourly run reports them again.`,
    );
    this.name = 'StatementsUnreportedError';
  }
}

/** `now` in epoch ms. Throws when a part of it failed. */
export async function reportStatements(
  ports: ReportStatementsPorts,
  telemetry: Telemetry,
  now: number,
): Promise<void> {
  let unreported = 0;
  for (let partition = 0; partition < unreportedPartitions; partition++) {
    let cursor: string | undefined;
    do {
      const page = await ports.statements.listUnreported(partition, now - leastAge, cursor);
      unreported += await reportPage(page.statements, ports);
      telemetry.count('StatementsReported', page.statements.length);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  if (unreported > 0) throw new StatementsUnreportedError(unreported);
}

/** Number of statements that the bus did not accept. */
async function reportPage(
  stated: readonly UnreportedStatement[],
  { statements, events }: ReportStatementsPorts,
): Promise<number> {
  const byEvent = new Map(stated.map((statement) => [statement.event, statement]));
  const refused = await sendInCalls([...byEvent.keys()], (call) => events.put(call));
  throwFailed(refused);
  const open = new Set(refused.map(({ item }) => item));
  for (const [event, statement] of byEvent) if (!open.has(event)) await statements.markReported(statement);
  return refused.length;
}
