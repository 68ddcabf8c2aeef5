/**
 * Keeps what a person states by a link: one write to the item of the address, which the senders read before each call.
 * Then the event is reported at once if the bus is up, else by the hourly run.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isKeyOf } from '../../engine/channels/consent-key.ts';
import type { ConsentState } from '../../engine/model/profile.ts';
import type { ConfirmClaim, LinkClaim } from '../links/link-claim.ts';
import type { AddressStatements, UnreportedStatement } from '../ports/address-statements.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Wording, WordingStore } from '../ports/wording-store.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { keepWording } from './keep-wording.ts';

export interface StatementPorts {
  readonly statements: Pick<AddressStatements, 'state' | 'readStated' | 'markReported'>;
  readonly events: EventBus;
  readonly wordings: Pick<WordingStore, 'keep'>;
}

/** What the person stated, where, and when. */
export interface Stated {
  readonly consents: Readonly<Record<string, Exclude<ConsentState, 'pending'>>>;
  /** Name of the page: `unsubscribe-page`, `preferences`, `confirmation`; `one-click` and `mailbox` without one. */
  readonly form: string;
  readonly ip?: string | undefined;
  /** The moment of the request that is confirmed (epoch ms). */
  readonly requestedAt?: number;
  /** The link was sent to the address, so a yes for its channel is confirmed. */
  readonly isConfirmed?: boolean;
  /** The text that the person saw. */
  readonly wording?: Wording;
  readonly traits?: JsonObject;
  /** Epoch ms. */
  readonly at: number;
}

/** Resolves once it is stored. Throws the error of the write: then nothing is stated. */
export async function stateByLink(
  claim: LinkClaim,
  stated: Stated,
  { statements, events, wordings }: StatementPorts,
  telemetry: Telemetry,
): Promise<void> {
  await keepProof(stated, wordings, telemetry);
  const { channel, address } = claim;
  const statement = { channel, address, event: makeEvent(claim, stated) };
  // A page that is opened before the profile has the statement shows it.
  const shown = stated.form === 'preferences' ? stated.consents : undefined;
  const denied = Object.entries(stated.consents).flatMap(([key, state]) =>
    state === 'denied' && isKeyOf(channel, key) ? [key] : [],
  );
  const isReported = await statements.state({ ...statement, denied, ...omitAbsent({ shown }) });
  if (!isReported) return;
  try {
    await report(statement, { statements, events });
  } catch (error) {
    // Stored: the hourly run reports it.
    telemetry.error('Not reported at once', error, { profileId: claim.profileId });
    telemetry.count('StatementsUnreported');
  }
}

/** Before the statement, so that a yes has its proof. A no is stated without it. */
async function keepProof(
  { wording, consents }: Stated,
  wordings: StatementPorts['wordings'],
  telemetry: Telemetry,
): Promise<void> {
  if (wording === undefined) return;
  try {
    await keepWording(wordings, wording);
  } catch (error) {
    if (!Object.values(consents).includes('denied')) throw error;
    telemetry.error('The wording was not stored', error);
  }
}

async function report(
  statement: UnreportedStatement,
  { statements, events }: Pick<StatementPorts, 'statements' | 'events'>,
): Promise<void> {
  const refused = await events.put([statement.event]);
  if (refused.length === 0) await statements.markReported(statement);
}

/** The message that asked for the confirmation. */
function describeMessage({ messageId, template, revision, locale }: ConfirmClaim): JsonObject {
  return omitAbsent({ id: messageId, template, revision, language: locale });
}

function makeEvent(claim: LinkClaim, stated: Stated): UnreportedStatement['event'] {
  const { at, consents, form, ip, wording, requestedAt, isConfirmed, traits } = stated;
  const { profileId, messageId, address } = claim;
  const source: JsonObject = {
    form,
    recordedBy: 'serve-preferences',
    ...omitAbsent({
      ip,
      wording: wording && { id: wording.id, version: wording.version, language: wording.language },
      confirmed: isConfirmed || undefined,
      // The yes counts only for this address, and the ledger keeps it as a part of the proof.
      address: isConfirmed ? address : undefined,
      requestedAt: requestedAt === undefined ? undefined : new Date(requestedAt).toISOString(),
      message: claim.kind === 'confirm' ? describeMessage(claim) : undefined,
    }),
  };
  const isStated = Object.keys(consents).length > 0;
  const content = JSON.stringify([profileId, claim.channel, claim.address, consents, traits, form, at]);
  return {
    kind: 'EmitEvent',
    id: `link:${createHash('sha256').update(content).digest('hex').slice(0, 32)}`,
    profileId,
    name: 'Consent Stated',
    properties: omitAbsent({ linkMessageId: messageId }),
    context: { ...omitAbsent({ consent: isStated ? { ...consents } : undefined }), consentSource: source },
    ...omitAbsent({ traits }),
    occurredAt: at,
  };
}
