/** A policy that changes how ids are compared: what publishing says of it. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import { makeProgram } from '../../harness/make-program.ts';

const write = (identity: string) => `{ kind: policy, id: main, status: live, identity: ${identity} }`;

async function warn(former: string, identity: object): Promise<readonly string[]> {
  const document = { kind: 'policy', id: 'main', status: 'live', identity };
  const previous = await makeProgram(write(former));
  const { problems } = await validateStored([{ document }], compileTemplate, previous);
  return problems.map(({ path, remedy, severity }) => `${severity} ${path}: ${remedy}`);
}

it('is warned of for each kind whose form changes, also if it is removed', async () => {
  const [user, card, ...others] = await warn('{ kinds: { card: { normalize: [digits] }, tag: {} } }', {
    kinds: { userId: { normalize: ['lower-case'] }, tag: { max: 3 } },
  });
  expect(user).toContain(
    'warning identity.kinds.userId.normalize: The published policy compares ids of "userId" as they are, this one by lower-case.',
  );
  expect(user).toContain('no event joins the two');
  expect(card).toContain('ids of "card" by digits, this one as they are.');
  expect(card).toContain('until an event has the userId of the person and the id');
  expect(others).toEqual([]);
});

it('is not warned of if the form is the same in another order, nor at the first publication', async () => {
  const kinds = { card: { normalize: ['lower-case', 'digits'] } };
  expect(await warn('{ kinds: { card: { normalize: [digits, lower-case] } } }', { kinds })).toEqual([]);
  const document = { kind: 'policy', id: 'main', status: 'live', identity: { kinds } };
  expect((await validateStored([{ document }], compileTemplate)).problems).toEqual([]);
});
