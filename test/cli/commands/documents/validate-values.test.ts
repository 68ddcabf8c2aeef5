/** Values that YAML reads as something else than what is written. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

async function validate(value: string, file = 'rule.yaml') {
  const head = 'kind: rule\nid: r\nstatus: live\ntrigger: { event: A }\n';
  folder.write(
    file,
    `${head}condition:\n  event: { properties: { x: [${value}] } }\nactions: [{ emit: B }]\n`,
  );
  const { exitCode, output } = await runCommand(['validate', file], { directory: folder.path });
  return { exitCode, output };
}

describe('percorso validate', () => {
  it.each([
    ['00123', '123'],
    ['1e5', '100000'],
    ['1.10', '1.1'],
    ['0o17', '15'],
    ['0x1F', '31'],
    ['0.12345678901234567891', '0.12345678901234568'],
  ])('warns that %s is the number %s, with line and path', async (written, number) => {
    const { exitCode, output } = await validate(written);
    expect(exitCode).toBe(0);
    expect(output).toContain(
      `line 6  rule/r  warning  condition.event.properties.x[0]: YAML reads ${written} as the number ${number},`,
    );
    expect(output).toContain('1 document in 1 file: no errors, 1 warning.');
  });

  it.each([
    ['FREQ=WEEKLY;BYDAY=MO,WE', 1],
    ['FREQ=MONTHLY;BYDAY=-1FR,1MO;INTERVAL=2', 1],
    ['FREQ=MONTHLY;BYMONTHDAY=1,15', 1],
    ['"FREQ=WEEKLY;BYDAY=MO,WE"', 0],
  ])('asks for quotes where a comma tears the rule %s apart', async (rule, code) => {
    folder.write(
      'campaign.yaml',
      `kind: segment
id: buyers
status: live
condition: { profile: { traits: { buys: [true] } } }
---
kind: journey
id: weekly
status: live
trigger:
  schedule: { at: 2026-12-07T09:00, repeat: ${rule}, timeZone: Europe/Rome }
  audience: { segment: buyers }
start: done
steps: { done: { type: end } }
`,
    );
    const { exitCode, output } = await runCommand(['validate', 'campaign.yaml'], { directory: folder.path });
    expect({ exitCode, output }).toMatchObject({ exitCode: code });
    if (code === 0) return;
    expect(output).toContain(`put the rule in quotes, as in repeat: "${rule}"`);
    expect(output).not.toContain('There is no "');
  });

  it('still names an unknown key of a schedule without a value', async () => {
    const schedule = 'schedule: { at: 2026-12-07T09:00, repeat: "FREQ=WEEKLY", timezone: }';
    folder.write(
      'c.yaml',
      `kind: campaign\nid: c\nstatus: live\naudience: { segment: x }\nsend: y\n${schedule}\n`,
    );
    const { output } = await runCommand(['validate', 'c.yaml'], { directory: folder.path });
    expect(output).toContain('Unknown field "timezone". Did you mean "timeZone"?');
  });

  it('takes a step named no for a name', async () => {
    folder.write(
      'journey.yaml',
      `kind: journey
id: ask
status: live
trigger: { event: Signed Up }
start: w
steps:
  w: { type: waitFor, branches: [{ event: Answered, next: end }], timeout: { after: P2D, next: no } }
  no: { type: end }
  end: { type: end }
`,
    );
    const { output, exitCode } = await runCommand(['validate', 'journey.yaml'], { directory: folder.path });
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('boolean');
  });

  it('warns that yes is text', async () => {
    expect((await validate('yes')).output).toContain('YAML reads yes as text: write true for the boolean');
  });

  it.each(['"00123"', "'yes'", '123', '-1.5', 'text', '{ numeric: [">", 99.50] }', '2026-12-24'])(
    'does not warn of %s',
    async (written) => {
      expect((await validate(written)).output).toBe('1 document in 1 file: all valid.');
    },
  );

  it.each(['12345678901234567890', '1e400', '1e-140'])('refuses %s, which no item holds', async (written) => {
    const { exitCode, output } = await validate(written);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/line 6 +rule\/r +error +condition\.event\.properties\.x\[0\]: /);
  });

  it('places the value in a list of documents, and takes JSON as it is', async () => {
    folder.write(
      'list.yaml',
      '- kind: trait\n  id: t\n  status: live\n  function: count\n  event: A\n  where: { a: [1.10] }\n',
    );
    const list = await runCommand(['validate', 'list.yaml'], { directory: folder.path });
    expect(list.output).toContain('line 6  trait/t  warning  where.a[0]');
    const document = { kind: 'trait', id: 't', status: 'live', function: 'count', event: 'A' };
    folder.write('t.json', JSON.stringify(document).replace('"A"', '"A", "where": { "a": [1.10] }'));
    const json = await runCommand(['validate', 't.json'], { directory: folder.path });
    expect(json.output).toBe('1 document in 1 file: all valid.');
  });
});
