/** The mail provider of a world: takes, defers, refuses, and reports what became of what it took. */
import type { Provider, ProviderAnswer, RenderedEmail } from '../../app/ports/providers.ts';
import { createMailProvider, type Mood, type ReportPlan } from '../harness/mail-provider.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

const minute = 60_000;

/** `beganAt`: when the invocation that calls began (epoch ms). */
export function createProviderPort(
  world: World,
  random: Random,
  beganAt: () => number,
): Provider<RenderedEmail> {
  const { scheduler, context, providerCalls, journal, queues } = world;
  return {
    async send(message): Promise<ProviderAnswer> {
      const isStormy = scheduler.now < context.start + context.weather.calmAt;
      const mood = isStormy && context.weather.faults > 0 ? drawMood(random) : 'accepted';
      const call = { message, at: scheduler.now, beganAt: beganAt() };
      const isTaken = mood === 'accepted' || mood === 'taken, unanswered';
      const isUnanswered = mood === 'lost' || mood === 'taken, unanswered';
      providerCalls.push({ ...call, isTaken, isUnanswered });
      journal.count(`provider: ${mood}`);
      journal.note('provider', () => `${mood}: ${message.template} ${message.id} of ${message.profileId}`);
      // Only emails are reported on: what became of the others stays unknown.
      const plan = drawPlan(random, isUnanswered);
      const plans = message.channel === 'email' ? [plan] : [];
      const provider = createMailProvider([mood], plans, () => scheduler.now);
      try {
        return await provider.send(message, { subject: '', html: '', text: '' });
      } finally {
        for (const { text, at } of provider.drainReports()) {
          scheduler.at(at, () => queues.profile.send(text));
        }
      }
    },
  };
}

function drawMood(random: Random): Mood {
  const draw = random.next();
  if (draw < 0.76) return 'accepted';
  if (draw < 0.84) return 'deferred';
  if (draw < 0.94) return 'taken, unanswered';
  return 'lost';
}

/** Mostly within seconds; some reports are very late, and of answered calls some never come. */
function drawPlan(random: Random, isUnanswered: boolean): ReportPlan {
  if (!isUnanswered && random.chance(0.6)) return [];
  const delay = () =>
    random.chance(isUnanswered ? 0.5 : 0.2) ? random.integer(5, 30) * minute : random.integer(100, 5_000);
  return [['Delivery', delay()], ...(random.chance(0.2) ? ([['Open', delay()]] as const) : [])];
}
