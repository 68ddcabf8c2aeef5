/** `percorso simulate --compare`: a draft against the program in force, on recorded lives. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CompareOptions, compareWithLive } from '../../../../cli/commands/simulation/compare.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';
import { type Folder, openFolder } from '../../../harness/run-command.ts';

const rule = (event: string, extra = '') =>
  `kind: rule\nid: greet\nstatus: live\ntrigger: { event: ${event} }\n${extra}actions: [{ send: hello }]\n`;
const journey = (days: number) => `
kind: journey
id: onboarding
status: live
trigger: { event: Signed Up }
start: pause
steps:
  pause: { type: wait, for: P${days}D, next: send }
  send: { type: send, template: tips, next: done }
  done: { type: end }
`;

let folder: Folder;
let stage: Awaited<ReturnType<typeof openStage>>;
beforeEach(async () => {
  folder = openFolder();
  stage = await openStage();
  await stage.publish(
    `${rule('Signed Up')}---${journey(3)}${emailTemplate('hello')}${emailTemplate('tips')}`,
  );
  for (const [index, person] of ['anna', 'bruno', 'carla'].entries()) {
    await stage.live(
      person,
      [
        signUp(`2026-11-0${index + 1}T10:00:00Z`, `${person}@example.com`),
        { at: '2026-11-10T10:00:00Z', event: person === 'anna' ? 'Order Completed' : 'Shop Visited' },
      ],
      '2026-11-22T12:00:00Z',
    );
  }
});
afterEach(() => folder.remove());

const compare = async (options: Partial<CompareOptions> = {}) => {
  const { exitCode, lines, json } = await compareWithLive(
    ['draft.yaml'],
    { people: 10, since: 'P30D', ...options },
    stage,
    { directory: folder.path, now: Date.parse('2026-11-22T12:00:00Z'), onProgress: () => undefined },
  );
  return { exitCode, text: lines.join('\n'), json };
};

describe('percorso simulate --compare', () => {
  it('finds nothing different when the files say what is in force, and replays all that was sent', async () => {
    folder.write('draft.yaml', rule('Signed Up'));
    const { text, json } = await compare();
    expect(json).toMatchObject({ people: 3, different: 0, changes: { added: [], changed: [], removed: [] } });
    expect(text).toContain('The files change nothing that is published.');
    expect(text).toContain('sends 6 of the 6 messages that were sent in this time.');
  });

  it('lists the messages that only the draft or only the live program sends, or sends at another time', async () => {
    folder.write('draft.yaml', `${rule('Order Completed')}---${journey(5)}`);
    const { text, json } = await compare();
    expect(json).toMatchObject({
      people: 3,
      different: 3,
      templates: {
        hello: { only_draft: 0, only_live: 2, other_time: 1 },
        tips: { only_draft: 0, only_live: 0, other_time: 3 },
      },
    });
    expect(text).toContain('3 of 3 people would be treated differently.');
    expect(text).toContain('~ 2026-11-10 10:00  "hello" (rule greet), live 2026-11-01 10:00');
    expect(text).toContain('- 2026-11-02 10:00  "hello" (rule greet), only live');
    expect(text).toContain('~ 2026-11-06 10:00  "tips" (journey onboarding), live 2026-11-04 10:00');
  });

  it('counts only the messages of the time asked for, though all that was recorded is played', async () => {
    folder.write('draft.yaml', journey(10));
    expect((await compare({ since: 'P17D' })).json).toMatchObject({
      people: 3,
      different: 3,
      templates: { tips: { only_draft: 2, only_live: 0, other_time: 1 } },
    });
  });

  it('compares one person, or a limited number, and reports it', async () => {
    folder.write('draft.yaml', journey(5));
    expect((await compare({ user: 'bruno' })).json).toMatchObject({ people: 1, different: 1 });
    expect(await compare({ user: 'unknown' })).toMatchObject({ exitCode: 1 });
    expect((await compare({ people: 2 })).text).toContain(
      '2 people were compared, in no particular order; use --people for more.',
    );
  });

  it('takes a draft as live, refuses what publishing would refuse, and needs something in force', async () => {
    folder.write('draft.yaml', journey(5).replace('status: live', 'status: draft'));
    expect((await compare()).text).toContain('1 draft treated as live.');
    folder.write('draft.yaml', rule('Signed Up').replace('hello', 'helo'));
    expect(await compare()).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('nothing was simulated'),
    });
    stage = await openStage();
    folder.write('draft.yaml', 'kind: policy\nid: contact\nstatus: live\n');
    await expect(compare()).rejects.toThrow('Nothing is published');
    await expect(compare({ since: 'a month' })).rejects.toThrow('--since: "a month" is not a duration.');
  });
});
