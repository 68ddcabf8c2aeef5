/** Who is in a crowd, when each person is erased, and what the stage of the crowd sends. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { makeProgram } from './make-program.ts';
import { type MemoryStack, publishSnapshot } from './memory-stack.ts';

/** When the erasure of a person begins; three of ten people are not erased. */
export const moments = [
  ...['kept', 'kept', 'kept'],
  /** With the event on its queue. */
  'queued',
  /** While its decision is written. */
  'decided',
  /** Between the claim of the message and the call of the provider. */
  'reserved',
  /** During that call. */
  'called',
  /** After it, before any report; the reports arrive when the erasure is complete. */
  'sent',
  /** Two hours later, when the second message is due. */
  'woken',
  /** Between the claim and the call of that one. */
  'reserved again',
] as const;
export type Moment = (typeof moments)[number];
export const momentOf = (person: number): Moment => moments[person % moments.length] ?? 'kept';

const city = '{{ profile.traits.city }}';
const content = { subject: `For ${city}`, html: `<p>${city}</p>` };
const templates = (
  [
    ['welcome', 'transactional'],
    ['news', 'promotional'],
  ] as const
).map(
  ([id, kind]) => ({ kind: 'template', id, status: 'live', channel: 'email', class: kind, content }) as const,
);
const documents = `
kind: policy
id: main
status: live
consent: { email: opt-out }
---
${templates.map((template) => JSON.stringify(template)).join('\n---\n')}
---
{ kind: rule, id: welcome, status: live, trigger: { event: Signed Up }, actions: [{ send: welcome }] }
---
kind: journey
id: care
status: live
trigger: { event: Signed Up }
start: rest
steps:
  rest: { type: wait, for: PT2H, next: news }
  news: { type: send, template: news, next: end }
  end: { type: end }
`;

/** A person's mark; it is in everything that only the person states. */
export const nameOf = (person: number) => `mk${person}x`;
export const emailOf = (person: number) => `${nameOf(person)}@example.com`;
/** A visitor of before, whose events name no one; every fourth person signs in on that browser. */
export const visitorOf = (person: number) => `vk${person}x`;
export const personOf = (text: string) => Number(/mk(\d+)x/.exec(text)?.[1] ?? Number.NaN);

/** Puts the documents in force. */
export async function publishCrowd({ programStore }: MemoryStack['ports']): Promise<void> {
  await publishSnapshot(programStore, await makeProgram(documents));
  const current = await programStore.readCurrent();
  const policy = { kind: 'policy', id: 'main', status: 'live', consent: { email: 'opt-out' } } as const;
  await programStore.setCurrent(current.version, { ...current, policy });
  for (const template of templates)
    await programStore.saveTemplate((await compileTemplate(template)).compiled);
}
