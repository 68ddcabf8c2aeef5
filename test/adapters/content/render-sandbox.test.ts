import { afterEach, describe, expect, it } from 'vitest';
import { createRenderSandbox, type RenderSandboxSettings } from '../../../adapters/content/render-sandbox.ts';
import type { CompiledTemplate } from '../../../app/ports/program-store.ts';
import {
  RendererUnavailableError,
  type RenderSandbox,
  TemplateRenderError,
} from '../../../app/ports/rendering.ts';

const unlimited = { time: Number.POSITIVE_INFINITY, memory: Number.POSITIVE_INFINITY };
const walls: RenderSandbox[] = [];
afterEach(async () => {
  for (const sandbox of walls.splice(0)) await sandbox.close();
});

function build(settings: RenderSandboxSettings = {}): (body: string) => Promise<string | undefined> {
  const sandbox = createRenderSandbox(settings);
  walls.push(sandbox);
  return async (body) => {
    const template: CompiledTemplate = {
      id: 't',
      revision: body,
      channel: 'sms',
      contents: { '': { body } },
    };
    return (await sandbox.render({ template, variables: {}, now: 0 }))['body'];
  };
}

const endless =
  '{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}';
const greedy =
  '{% assign s = "0123456789" %}{% for a in (1..99) %}{% assign s = s | append: s %}{% endfor %}';
const hungry = '{% for a in (1..90000000) %}{% endfor %}';

describe('the sandbox around rendering', () => {
  it.each([
    ['an endless loop', endless],
    ['a text that doubles and doubles', greedy],
    ['a huge list', hungry],
  ])('fails %s at Liquid’s own limits', async (_what, body) => {
    await expect(build()(body)).rejects.toThrow(TemplateRenderError);
  });

  it('ends an endless loop by time where Liquid’s limits are bypassed, and renders the next message', async () => {
    const render = build({ timeLimit: 1_000, liquidLimits: unlimited });
    await expect(render(endless)).rejects.toThrow(/took longer than 1000 ms/);
    expect(await render('fine')).toBe('fine');
  });

  it('ends a huge list by the heap cap where Liquid’s limits are bypassed, and renders the next message', async () => {
    const render = build({ timeLimit: 30_000, heapLimit: 16, liquidLimits: unlimited });
    await expect(render(hungry)).rejects.toThrow(/used too much memory/);
    expect(await render('fine')).toBe('fine');
  });

  it('does not let one bad message fail its neighbours in a batch', async () => {
    const render = build({ timeLimit: 1_000, liquidLimits: unlimited });
    const outcomes = await Promise.allSettled([
      render('one'),
      render(endless),
      render('{{ x | nope }}'),
      render('two'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });

  it('distinguishes a worker that does not start from a template that fails', async () => {
    const render = build({ worker: new URL('./no-such-worker.ts', import.meta.url) });
    await expect(render('fine')).rejects.toThrow(RendererUnavailableError);
    await expect(render('fine')).rejects.toThrow(RendererUnavailableError);
  });

  it('names template and revision in its error, and no values', async () => {
    await expect(build()('{{ 1 | divided_by: "x" | money }}{{ "a" | nope }}')).rejects.toMatchObject({
      code: 'render_failed',
      template: 't',
      message: expect.stringContaining('Correct the template'),
    });
  });
});
