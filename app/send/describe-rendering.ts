/** What to render for a message: the same for a sender, a preview and a simulation. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderRequest } from '../ports/rendering.ts';

export function describeRendering(
  { variables, decidedAt, locale, language, timeZone }: SendMessage,
  template: CompiledTemplate,
): RenderRequest {
  return {
    template,
    variables,
    now: decidedAt,
    ...omitAbsent({ locale, language, timeZone }),
  };
}
