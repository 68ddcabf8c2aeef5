/** Purchases through the engine in memory, with faults, repeats and late events, and their rows through filing to files. */
import { partitionRows } from '../../app/lake/partition-rows.ts';
import { decodeBody } from '../../app/ports/queue-body.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { type Purchase, toTouchpointLine } from '../bench/cdnow.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import { createActor } from './actor.ts';
import { type MailReportType, makeMailReport } from './events.ts';
import { createFaultInjector, type Fault, faultKinds } from './faults.ts';
import { createFolderLakeFiles, deliverRows } from './lake-folder.ts';
import { makeProgram } from './make-program.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from './memory-stack.ts';

const DAY = 86_400_000;
/** Days of events between two runs of partition-lake. */
const filingDays = 14;
/** Shares of the events that arrive days after they happened, and of those that arrive again on a later day. */
const shares = { late: 0.05, repeated: 0.05 };
/** Share of the calls that fail, are repeated or end the process. */
const faulty = 0.004;

export interface FilledLake {
  readonly stack: MemoryStack;
  /** Rows that were put, repeats included. */
  readonly rows: number;
  readonly lateEvents: number;
  readonly repeatedEvents: number;
  readonly failedCalls: number;
  readonly failedFilings: number;
}

/** `yaml`: the documents in force. Each message gets reports of its provider, each of them twice. */
export async function fillLake(
  folder: string,
  purchases: readonly Purchase[],
  yaml: string,
  seed: number,
): Promise<FilledLake> {
  const random = createRandom(seed, 'lake');
  const { days, lateEvents, repeatedEvents } = planArrivals(purchases, random);
  const stack = createMemoryStack({ now: days[0]?.[0] ?? 0, hasLake: true });
  await publishSnapshot(stack.ports.programStore, await makeProgram(yaml));
  const faults = drawFaults(random, 20 * purchases.length);
  const injector = createFaultInjector(...faults);
  const actor = createActor(stack, { injector });
  const sendReports = createReports(stack, random);
  let [delivered, failedFilings] = [0, 0];
  for (const [index, [day, texts]] of days.entries()) {
    stack.clock.now = day;
    for (let next = 0; next < texts.length; next += 100) {
      for (const text of texts.slice(next, next + 100)) stack.queues.get('profile').sendText(text);
      await actor.advance();
    }
    await sendReports();
    await actor.advance();
    const rows = stack.ports.lake?.listRows() ?? [];
    if (rows.length > delivered) await deliverRows(folder, String(day), rows.slice(delivered));
    delivered = rows.length;
    const isOver = index === days.length - 1;
    if (isOver || index % filingDays === 0) failedFilings += await fileRows(folder, random);
  }
  const calls = injector.calls.length;
  const failedCalls = faults.filter(({ call }) => call <= calls).length;
  return { stack, rows: delivered, lateEvents, repeatedEvents, failedCalls, failedFilings };
}

/** What arrives by day (epoch ms): shuffled, some of it late or again. */
function planArrivals(purchases: readonly Purchase[], random: Random) {
  const days = new Map<number, string[]>();
  const arrive = (at: number, text: string) => days.set(at, [...(days.get(at) ?? []), text]);
  let [lateEvents, repeatedEvents] = [0, 0];
  for (const purchase of purchases) {
    const { source, detailType, detail } = JSON.parse(toTouchpointLine(purchase));
    const at = Date.parse(`${purchase.day}T13:00:00Z`);
    const isLate = random.chance(shares.late);
    const arrival = at + (isLate ? random.integer(1, 40) * DAY : 0);
    const time = new Date(arrival).toISOString();
    const text = JSON.stringify({
      id: `e-${purchase.line}`,
      source,
      'detail-type': detailType,
      time,
      detail,
    });
    arrive(arrival, text);
    if (isLate) lateEvents += 1;
    if (!random.chance(shares.repeated)) continue;
    arrive(arrival + random.integer(0, 20) * DAY, text);
    repeatedEvents += 1;
  }
  const sorted = [...days].sort(([left], [right]) => left - right);
  return {
    days: sorted.map(([day, texts]) => [day, random.shuffle(texts)] as const),
    ...{ lateEvents, repeatedEvents },
  };
}

function drawFaults(random: Random, calls: number): readonly Fault[] {
  const faults: Fault[] = [];
  for (let call = 1; call <= calls; call++) {
    if (random.chance(faulty)) faults.push({ call, kind: random.pick(faultKinds) });
  }
  return faults;
}

/** Puts the reports of new messages on the feedback queue: sent, and then delivered, opened or bounced. */
function createReports(stack: MemoryStack, random: Random): () => Promise<void> {
  const known = new Set<string>();
  return async () => {
    const emails = stack.queues.get('email');
    for (let records = emails.receive(); records.length > 0; records = emails.receive()) {
      for (const { body } of records) {
        const message = decodeBody(body) as unknown as SendMessage;
        if (known.has(message.id)) continue;
        known.add(message.id);
        await stack.ports.ledger.claim(message, 'sender', stack.clock.now, 2_000_000_000);
        const types: MailReportType[] = random.chance(0.1)
          ? ['Send', 'Bounce']
          : ['Send', 'Delivery', ...(random.chance(0.5) ? (['Open'] as const) : [])];
        const { id, profileId, to, origin } = message;
        const tags = { 'percorso-origin': [origin.replace(':', '_')] };
        const texts = types.map((type, index) =>
          makeMailReport(type, { id, profileId, to, at: stack.clock.now + index * 1_000, tags }),
        );
        for (const text of random.shuffle([...texts, ...texts])) stack.queues.get('feedback').sendText(text);
      }
      emails.settle(records, new Set());
    }
  };
}

/** Runs until a run ends; each may end at any call. Returns how many failed. */
async function fileRows(folder: string, random: Random): Promise<number> {
  for (let failed = 0; ; failed++) {
    const faults = drawFaults(random, 400).filter(() => failed < 3);
    const injector = createFaultInjector(...faults);
    const { files } = injector.wrap({ files: createFolderLakeFiles(folder) }, { isDead: false });
    const rest = { telemetry: silentTelemetry, remainingMilliseconds: () => 900_000 };
    try {
      await partitionRows({ files, ...rest });
      return failed;
    } catch (error) {
      if (injector.calls.length === 0 || failed > 5) throw error;
    }
  }
}
