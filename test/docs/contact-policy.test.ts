/** docs/contact-policy.md says what is so. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';
import { maxContacts } from '../../engine/messages/contact-ledger.ts';
import { maxHeld, maxHeldEventLength } from '../../engine/messages/hold-message.ts';
import { reasonCodes, reasonFamilies } from '../../engine/model/reason-codes.ts';

const page = readFileSync(new URL('../../docs/contact-policy.md', import.meta.url), 'utf8');

describe('docs/contact-policy.md', () => {
  it('shows a policy that is valid as it is', async () => {
    const text = /^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
    const { documents, problems } = readDocumentText(text, 'contact-policy.md');
    expect(problems).toEqual([]);
    const validation = await validateStored(documents, compileTemplate);
    expect(validation.problems).toEqual([]);
  });

  it('links every reason the contact policy can give to its explanation, and no other', () => {
    const linked = [...page.matchAll(/\[`([a-z_]+)`\]\(reason-codes\.md\)/g)].map((match) => match[1]);
    // Webhooks wait for their host, and no policy applies to them.
    const given = reasonCodes.filter(
      (code) => ['held', 'policy'].includes(reasonFamilies[code]) && code !== 'held_by_host',
    );
    expect(linked).toEqual(expect.arrayContaining([...given]));
    expect(linked.filter((code) => !reasonCodes.some((known) => known === code))).toEqual([]);
  });

  it('names the bounds that hold', () => {
    expect(page).toContain(`at most ${maxContacts} entries`);
    expect(page).toContain(`holds ${maxHeld} waiting messages`);
    expect(page).toContain(`(${maxHeldEventLength.toLocaleString('en')} characters)`);
  });
});
