/** Compiling under a time limit, with each outcome remembered and each round bounded. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  CompilerUnavailableError,
  type CompileSandbox,
  type CompileSandboxSettings,
  createCompileSandbox,
  TemplateTooSlowError,
} from '../../../adapters/content/compile-sandbox.ts';
import { reducePaths } from '../../../adapters/content/list-variables.ts';
import type { TemplateCompiler } from '../../../app/ports/template-compiler.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { limitRounds, rememberCompiled } from '../../../app/publish/template-compilers.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import {
  compileSimply,
  good,
  openMemoryPorts,
  orders,
  putAll,
  readProgram,
  sms,
} from '../../harness/samples.ts';

const walls: CompileSandbox[] = [];
afterEach(async () => {
  for (const sandbox of walls.splice(0)) await sandbox.close();
});

function build(settings: CompileSandboxSettings = {}): CompileSandbox {
  const sandbox = createCompileSandbox(settings);
  walls.push(sandbox);
  return sandbox;
}

function makeTemplate(id: string, html: string): TemplateDocument {
  const content = { subject: 'Hello', html };
  return { kind: 'template', id, status: 'live', channel: 'email', class: 'promotional', content };
}

const fine = makeTemplate('fine', '<p>{{ profile.traits.city }}</p>');

describe('the sandbox around compiling', () => {
  it.each([
    ['a condition of 60,000 parts', `{% if ${'a or '.repeat(60_000)}a %}x{% endif %}`],
    ['a liquid tag of 50,000 lines', `{% liquid\n${'echo a\n'.repeat(50_000)}%}`],
  ])('ends %s by time, and compiles the next template', async (_what, html) => {
    const sandbox = build({ timeLimit: 400 });
    const failure = await sandbox.compile(makeTemplate('slow', html)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TemplateTooSlowError);
    expect(failure).toMatchObject({
      path: 'content',
      remedy: expect.stringMatching(/took longer than 400 ms.*it has \d+ KB/),
    });
    const next = build();
    expect((await next.compile(fine)).header.variables).toEqual(['profile.traits.city']);
  });

  it('says what is wrong with content as the compiler itself does', async () => {
    await expect(build().compile(makeTemplate('broken', '{{ a'))).rejects.toMatchObject({
      code: 'template_invalid',
      path: 'content.html',
      remedy: expect.stringContaining('line 1'),
    });
  });

  it('does not blame the template when the worker does not start', async () => {
    const sandbox = build({ worker: new URL('./no-such-worker.ts', import.meta.url) });
    await expect(sandbox.compile(fine)).rejects.toThrow(CompilerUnavailableError);
  });
});

describe('what was compiled', () => {
  const hour = 3_600_000;

  function count(compile: TemplateCompiler) {
    const calls: string[] = [];
    const counted: TemplateCompiler = (template) => {
      calls.push(template.id);
      return compile(template);
    };
    return { calls, counted };
  }

  it('is remembered by content, also when it failed', async () => {
    const { calls, counted } = count((template) => {
      if (template.id === 'slow') throw new TemplateTooSlowError(template, 'took longer than 1 ms');
      return compileSimply(template);
    });
    let now = 0;
    const ports = { ...openMemoryPorts(), compileTemplate: rememberCompiled(counted, () => now) };
    await putAll(ports, [...good, { ...sms, id: 'slow' }]);
    for (; now < hour; now += hour / 4) await publishProgram(ports, { now, allowShrink: false });
    expect(calls).toEqual(['hello', 'slow']);
    // A busy machine is no reason to refuse a template for good.
    await publishProgram(ports, { now, allowShrink: false });
    expect(calls).toEqual(['hello', 'slow', 'slow']);
  });

  it('takes several rounds when there is much of it; templates in force serve meanwhile', async () => {
    let now = 0;
    const rounds = limitRounds(
      (template) => {
        now += 10;
        return compileSimply(template);
      },
      25,
      () => now,
    );
    const ports = { ...openMemoryPorts(), compileTemplate: rememberCompiled(rounds.compile, () => now) };
    const publish = async () => {
      rounds.begin();
      const report = await publishProgram(ports, { now, allowShrink: false });
      return { report, ids: (await readProgram(ports))?.templates.map(({ id }) => id) };
    };
    await putAll(
      ports,
      ['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...sms, id, content: { body: id } })),
    );
    const first = await publish();
    expect(first.ids).toEqual(['a', 'b', 'c']);
    expect(first.report.problems).toMatchObject([
      { document: 'template/d', code: 'template_waits', severity: 'warning' },
      { document: 'template/e', code: 'template_waits', severity: 'warning' },
    ]);
    // A new process remembers nothing: what is in force stays, without a word.
    const restarted = {
      ...ports,
      compileTemplate: rememberCompiled(
        () => rounds.compile({ ...fine, id: 'x' }),
        () => now,
      ),
    };
    now += 100;
    const { problems, version } = await publishProgram(restarted, { now, allowShrink: false });
    expect([problems.map(({ document }) => document), version]).toEqual([['template/d', 'template/e'], 1]);
    expect((await publish()).ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    await putAll(ports, [orders]);
    expect((await publish()).report.problems).toEqual([]);
  });
});

describe('the values that a template shows', () => {
  it('are none below another one, whatever sorts between them', () => {
    expect(reducePaths(['a.c', 'a-b', 'a', 'a.c.d', 'ab.c', 'ab', 'x.y'])).toEqual(['a', 'a-b', 'ab', 'x.y']);
  });

  it('are reduced in one pass: 200,000 of them end', () => {
    const paths = Array.from({ length: 200_000 }, (_, index) => `event.properties.p${index}`);
    expect(reducePaths([...paths, ...paths.map((path) => `${path}.below`)])).toHaveLength(200_000);
  });
});
