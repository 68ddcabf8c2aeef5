/** One document, however large or wrong, never keeps the others from being published; least of all a pause. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { listDocuments, type PublishingPorts } from '../../../app/publish/plan-program.ts';
import { type PublishReport, publishProgram } from '../../../app/publish/publish-program.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { good, greet, listIds, openMemoryPorts, orders, putAll, readProgram } from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };
const email = (id: string, content: JsonObject, locales: JsonObject = {}) => ({
  kind: 'template',
  id,
  status: 'live',
  channel: 'email',
  class: 'promotional',
  content: { subject: 's', ...content },
  ...(Object.keys(locales).length === 0 ? {} : { locales }),
});
const fill = (count: number, make: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [make(index), index]));
const mjml = (texts: number) =>
  `<mjml><mj-body><mj-section><mj-column>${'<mj-text>x</mj-text>'.repeat(texts)}</mj-column></mj-section></mj-body></mjml>`;

/** Beside `document`, one rule is paused and one trait is new: both must take effect. */
async function publishBeside(
  document: { readonly kind: string; readonly id: string } & JsonObject,
  ports: PublishingPorts = { ...openMemoryPorts(), compileTemplate },
): Promise<{ report: PublishReport; problems: readonly string[] }> {
  await putAll(ports, good);
  await publishProgram(ports, options);
  await putAll(ports, [document, { ...greet, status: 'paused' }, { ...orders, id: 'more' }]);
  const report = await publishProgram(ports, options);
  expect(report.outcome).toBe('published');
  expect(listIds(await readProgram(ports))).toEqual(['buyers', 'hello', 'more', 'orders']);
  const stored = await listDocuments(ports.documents);
  return { report, problems: stored.find(({ id }) => id === document.id)?.problems ?? [] };
}

describe('publishing continues beside one document', () => {
  it('with 3,000 unknown keys, of which the item shows at most 20 in at most 8 KB', async () => {
    const { report, problems } = await publishBeside({
      ...{ kind: 'rule', id: 'huge', status: 'live', trigger: { event: 'A' }, actions: [{ emit: 'B' }] },
      ...fill(3000, (index) => `unknown_key_number_${index}`),
    });
    expect(report.problems).toHaveLength(51);
    expect(report.problems.at(-1)?.remedy).toBe('There are 2,950 more unknown keys: fix these first.');
    expect(problems.length).toBeLessThanOrEqual(20);
    expect(problems.at(-1)).toBe(`${51 - problems.length + 1} more: \`percorso status\` shows all of them.`);
    expect(Buffer.byteLength(problems.join(''))).toBeLessThanOrEqual(8 * 1024 + 100);
  });

  it('with long texts in its problems', async () => {
    const names = fill(20, (index) => `${'n'.repeat(15_000)}${index}`);
    const { problems } = await publishBeside({ ...orders, id: 'long', ...names });
    expect(problems.length).toBeGreaterThan(1);
    expect(Buffer.byteLength(problems.join(''))).toBeLessThanOrEqual(8 * 1024 + 100);
  });

  it.each([
    ['keys', { ...orders, id: 'large', ...fill(10_001, (index) => `k${index}`) }, '10,000 keys'],
    ['text', email('large', { html: 'x'.repeat(390 * 1024) }), 'has 391 KB; the maximum is 380 KB'],
    [
      'text in other scripts',
      email('large', { html: '漢'.repeat(130 * 1024) }),
      'has 391 KB; the maximum is 380 KB',
    ],
    [
      'small texts',
      { ...orders, id: 'large', where: { a: Array.from({ length: 40 }, () => 'y'.repeat(10_240)) } },
      'has 401 KB',
    ],
  ])('with more %s than the table takes', async (_what, document, words) => {
    const { problems } = await publishBeside(document);
    expect(problems).toEqual([expect.stringContaining(words)]);
  });

  it('whose compiled form does not fit into an item, and reports its size', async () => {
    const languages = Object.fromEntries(
      ['de', 'fr', 'it', 'es'].map((code) => [code, { subject: 'Hello', mjml: mjml(400) }]),
    );
    const { problems } = await publishBeside(email('large', { mjml: mjml(400) }, languages));
    expect(problems).toEqual([
      expect.stringMatching(
        /The compiled content has \d+ KB over 5 languages \(\d+ KB of it HTML\), and at most 380 KB/,
      ),
    ]);
  });

  it('that shows 30,000 values', async () => {
    const html = Array.from({ length: 25_000 }, (_, index) => `{{event.x${index}}}`).join('');
    const { problems } = await publishBeside(email('large', { html }));
    expect(problems).toEqual([expect.stringContaining('has 25,000 Liquid outputs and tags; at most 3,000')]);
  });

  it('that shows 600 values, which each message would carry', async () => {
    const html = Array.from({ length: 600 }, (_, index) => `{{ profile.traits.x${index} }}`).join('');
    const { problems } = await publishBeside(email('large', { html }));
    expect(problems).toEqual([expect.stringContaining('shows 600 different values')]);
  });

  it('that names 9,000 segments which do not exist', async () => {
    const any = Array.from({ length: 4900 }, (_, index) => ({ segment: `no-such-${index}` }));
    const { report } = await publishBeside({
      kind: 'segment',
      id: 'large',
      status: 'live',
      condition: { any },
    });
    expect(report.problems).toHaveLength(50);
  });

  it('on whose item problems cannot be written, and the report names it', async () => {
    const ports = openMemoryPorts();
    const { annotate } = ports.documents;
    const full = 'Item size to update has exceeded the maximum allowed size';
    ports.documents.annotate = (kind, id, ...rest) =>
      id === 'full' ? Promise.reject(new Error(full)) : annotate(kind, id, ...rest);
    await putAll(ports, [{ ...orders, id: 'zz', function: 'cuont' }]);
    const { report } = await publishBeside({ ...orders, id: 'full', function: 'cuont' }, ports);
    expect(report.unannotated).toEqual([{ document: 'trait/full', reason: full }]);
    const later = (await listDocuments(ports.documents)).find(({ id }) => id === 'zz');
    expect(later?.problems).toHaveLength(1);
  });
});
