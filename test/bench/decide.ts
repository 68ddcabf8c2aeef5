/** Events per second of parse + decide on one core at 10 to 10,000 rules, beside json-rules-engine in the same run. */
import { Engine } from 'json-rules-engine';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { eventNames, makeEventText, makeProfile, makeRules, makeSnapshot } from './workload.ts';

export interface DecideFigure {
  readonly rules: number;
  readonly eventsPerSecond: number;
}

export interface DecideFigures {
  readonly ours: readonly DecideFigure[];
  readonly parseOnly: number;
  readonly peer: DecideFigure;
  readonly eventBytes: number;
}

const ruleCounts = [10, 100, 1000, 10_000] as const;

/** Takes the sizes in turn over several rounds, so that a noisy moment hits all of them alike; medians. */
export async function measureDecide(now: number): Promise<DecideFigures> {
  const texts = Array.from({ length: 4000 }, (_, i) => makeEventText(i, now));
  const programs = ruleCounts.map((rules) => ({
    rules,
    program: compileProgram(makeSnapshot(makeRules(rules))),
  }));
  const runs = new Map<number, number[]>(ruleCounts.map((rules) => [rules, []]));
  const parseRuns: number[] = [];
  for (let round = 0; round < 9; round++) {
    parseRuns.push(countPerSecond(texts, (text) => JSON.parse(text)));
    for (const { rules, program } of programs) {
      const profile = makeProfile(now);
      const rate = countPerSecond(texts, (text) => {
        const touchpoint = parseTouchpoint(JSON.parse(text));
        decide(profile, [{ kind: 'touchpoint', touchpoint }], program, now);
      });
      runs.get(rules)?.push(rate);
    }
  }
  return {
    ours: ruleCounts.map((rules) => ({ rules, eventsPerSecond: median(runs.get(rules) ?? []) })),
    parseOnly: median(parseRuns),
    peer: { rules: 1000, eventsPerSecond: await measurePeer(1000, texts.slice(0, 60)) },
    eventBytes: Math.round(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length),
  };
}

function countPerSecond(texts: readonly string[], work: (text: string) => unknown): number {
  const start = process.hrtime.bigint();
  for (const text of texts) work(text);
  return texts.length / (Number(process.hrtime.bigint() - start) / 1e9);
}

/** The same rules in the peer's own form; the event's facts are given whole. */
async function measurePeer(rules: number, texts: readonly string[]): Promise<number> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (let i = 0; i < rules; i++) {
    engine.addRule({
      conditions: {
        all: [
          { fact: 'name', operator: 'equal', value: `Event ${i % eventNames}` },
          { fact: 'properties', path: '$.sku', operator: 'equal', value: `sku-${i}` },
          { fact: 'properties', path: '$.total', operator: 'greaterThan', value: i % 90 },
          { fact: 'country', operator: 'in', value: ['IT', 'CH'] },
        ],
      },
      event: { type: `rule-${i}` },
    });
  }
  const start = process.hrtime.bigint();
  for (const text of texts) {
    const event = JSON.parse(text);
    await engine.run({ name: event['detail-type'], properties: event.detail.properties, country: 'IT' });
  }
  return texts.length / (Number(process.hrtime.bigint() - start) / 1e9);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
