/** One text of a template, read as Liquid: what cannot be read is an error with its place. */
import { type Liquid, LiquidError, type Template } from 'liquidjs';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { maxSourceLength } from './liquid-engine.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

/** Throws TemplateInvalidError when nothing, or only spaces, is there. */
export function required(source: string | undefined, path: string): string {
  if (source !== undefined && source.trim() !== '') return source;
  throw new TemplateInvalidError({ path, received: source ?? 'nothing', remedy: 'Add content here.' });
}

/** Throws TemplateInvalidError with the line and column of what Liquid cannot read. */
export function parse(liquid: Liquid, source: string, path: string): Template[] {
  const size = source.length;
  if (size > maxSourceLength) {
    const remedy = `The content has ${size.toLocaleString('en')} characters as HTML or text; the maximum is ${maxSourceLength.toLocaleString('en')}: shorten it.`;
    throw new TemplateInvalidError({ path, received: `${size} characters`, remedy });
  }
  try {
    return liquid.parse(source);
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const [line, column] = error.token.getPosition();
    throw new TemplateInvalidError({
      path,
      received: error.token.getText(),
      remedy: `Liquid: ${(error.originalError?.message ?? error.message).replace(/, line:.*$/s, '')}.`,
      ...omitAbsent({ line, column }),
    });
  }
}
