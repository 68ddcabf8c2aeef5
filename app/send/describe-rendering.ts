/** What to render for a message: the same for a sender, a preview and a simulation. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderRequest } from '../ports/rendering.ts';
import { type MessageUrls, toVariables } from './message-links.ts';

export function describeRendering(
  { variables, decidedAt, locale, language, timeZone }: SendMessage,
  template: CompiledTemplate,
  urls: MessageUrls = {},
): RenderRequest {
  return {
    template,
    variables: { ...variables, ...toVariables(urls) },
    now: decidedAt,
    ...omitAbsent({ locale, language, timeZone }),
  };
}
