/** Blocks for tests, and what templates become with them. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';

export const makeBlock = (id: string, content: object, rest: object = {}) => ({
  kind: 'block',
  id,
  status: 'live',
  content,
  ...rest,
});

/** The compiled content of the template `welcome`, and the problems of all documents. */
export async function compileWith(...documents: readonly object[]) {
  const { compiled, problems } = await validateStored(
    documents.map((document) => ({ document })),
    compileTemplate,
  );
  return { contents: compiled.get('welcome')?.contents, problems };
}
