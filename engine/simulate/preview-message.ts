/** The message that a template makes for a person, decided as in production, without the contact policy. */
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { compileProgram } from '../compile/compile-program.ts';
import { decide } from '../decide/decide.ts';
import type { SendMessage } from '../model/effects.ts';
import type { Profile } from '../model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../model/program-snapshot.ts';
import type { Touchpoint } from '../model/touchpoint.ts';

/** The profile with another locale, stated at `at` (epoch ms); as it is when `locale` is absent. */
export function withLocale(profile: Profile, locale: string | undefined, at: number): Profile {
  if (locale === undefined) return profile;
  return { ...profile, traits: { ...profile.traits, locale: { value: locale, at } } };
}

/**
 * The program decides with all its traits and segments, but with one rule alone: the touchpoint sends the template. As
 * a transactional message to a fixed address it needs neither consent nor an address. Undefined: its values are too
 * large for a message. `touchpoint.receivedAt` is the moment of the decision.
 */
export function previewMessage(
  snapshot: ProgramSnapshot,
  header: TemplateHeader,
  profile: Profile,
  touchpoint: Touchpoint,
): SendMessage | undefined {
  const program = compileProgram({
    ...snapshot,
    templates: [{ ...header, class: 'transactional' }],
    journeys: [],
    campaigns: [],
    rules: [
      {
        kind: 'rule',
        id: 'preview',
        status: 'live',
        trigger: { event: touchpoint.name },
        actions: [{ send: header.id, to: channelDefinitions[header.channel].previewAddress }],
      },
    ],
  });
  const now = touchpoint.receivedAt;
  const { dedupWatermark: _dedupWatermark, ...known } = profile;
  const start: Profile = {
    ...known,
    held: [],
    journeys: [],
    outbox: [],
    suppressions: {},
    processedEvents: [],
  };
  const { effects } = decide(start, [{ kind: 'touchpoint', touchpoint }], program, now);
  return effects.find(
    (effect): effect is SendMessage => effect.kind === 'SendMessage' && effect.origin === 'rule:preview',
  );
}
