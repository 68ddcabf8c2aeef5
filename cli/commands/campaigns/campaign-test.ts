/** `percorso campaign test`: sends the campaign to its seeds. */
import { type CampaignTestPorts, testCampaign } from '../../../app/runs/test-campaign.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** `people`: instead of the document's seeds: user ids, profile ids, or `email:...`. `now` in epoch ms. Throws UsageError. */
export async function sendCampaignTest(
  id: string,
  people: readonly string[],
  ports: CampaignTestPorts,
  now: number,
): Promise<CommandResult> {
  const result = await testCampaign(id, people, ports, now);
  switch (result.outcome) {
    case 'unknown_campaign': {
      const { known } = result;
      const remedy = 'Publish it first: with a later schedule, or paused, it reaches no one else.';
      const names = known.length === 0 ? '' : ` In force: ${known.join(', ')}.`;
      throw new UsageError(`No campaign "${id}" is published.`, `${remedy}${names}`);
    }
    case 'no_seeds':
      throw new UsageError(
        `Campaign "${id}" has no seeds.`,
        'Add `seeds` to its document, or give people: --to <person>.',
      );
    case 'tested': {
      const { sent, unknown, isAccepted } = result;
      return {
        exitCode: unknown.length === 0 && isAccepted ? 0 : 1,
        json: { campaign: id, sent, unknown },
        lines: [
          ...unknown.map((seed) => `No profile found for ${seed}.`),
          ...(isAccepted ? [] : ['The queue did not accept the message. Try again.']),
          ...sent.map(
            (profileId) =>
              `Queued for ${profileId}. To see the result: \`percorso why ${profileId} campaign:${id}\`.`,
          ),
        ],
      };
    }
  }
}
