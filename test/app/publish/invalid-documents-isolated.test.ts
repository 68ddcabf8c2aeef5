import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { everything as good } from '../../harness/journey-samples.ts';
import { bad, openMemoryPorts, putAll, readProgram, type SampleDocument } from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };

/** What a program says, whenever and as whatever version it was published. */
function contentOf(program: ProgramSnapshot | undefined): unknown {
  if (program === undefined) return undefined;
  const { version: _version, publishedAt: _publishedAt, segmentsSince: _since, ...content } = program;
  return content;
}

async function publishAll(documents: readonly SampleDocument[]): Promise<unknown> {
  const ports = openMemoryPorts();
  await putAll(ports, documents);
  await publishProgram(ports, options);
  return contentOf(await readProgram(ports));
}

describe('invalid documents', () => {
  it('never change the effect of valid ones, in any combination and order', async () => {
    const expected = await publishAll(good);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...bad]),
        fc.shuffledSubarray([...good], { minLength: good.length }),
        async (subset, all) => {
          expect(await publishAll([...subset, ...all])).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never change the effect of valid ones when they arrive later, one after another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...bad]), async (subset) => {
        const ports = openMemoryPorts();
        await putAll(ports, good);
        await publishProgram(ports, options);
        const expected = contentOf(await readProgram(ports));
        for (const document of subset) {
          await ports.documents.put(document);
          const report = await publishProgram(ports, options);
          expect(report.outcome).toBe('unchanged');
        }
        expect(contentOf(await readProgram(ports))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('keep their last published version if they were valid before, whatever their content is now', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...good),
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }),
        async (victim, junk) => {
          const ports = openMemoryPorts();
          await putAll(ports, good);
          await publishProgram(ports, options);
          const expected = contentOf(await readProgram(ports));
          const broken = {
            ...JSON.parse(JSON.stringify(junk)),
            kind: victim.kind,
            id: victim.id,
            status: 'live',
          };
          await ports.documents.put(broken as SampleDocument);
          await publishProgram(ports, options);
          expect(contentOf(await readProgram(ports))).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});
