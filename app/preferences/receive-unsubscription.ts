/** Unsubscribes by email: mail programs without RFC 8058 write to the mailbox of `List-Unsubscribe`. */
import type { ProgramReader } from '../ports/program-store.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { createPageProgram } from './page-program.ts';
import { type UnsubscribePorts, unsubscribe } from './unsubscribe.ts';

export interface ReceivingPorts extends UnsubscribePorts {
  readonly programs: ProgramReader;
}

/** `subject` is the subject line: `unsubscribe <token>`. */
export type ReceiveUnsubscription = (subject: string, telemetry: Telemetry) => Promise<void>;

/**
 * The token alone counts: the sender of an email is easily forged, and people forward their mail. Email without a token
 * has no effect. Throws when nothing could be stored: the invocation is then repeated.
 */
export function createReceiver(ports: ReceivingPorts, now: () => number): ReceiveUnsubscription {
  const { policy } = createPageProgram(ports.programs, now);
  return async (subject, telemetry) => {
    const token = findToken(subject);
    if (token === undefined) return telemetry.info('Email without an unsubscribe token');
    const result = await unsubscribe({ token, form: 'mailbox', at: now() }, ports, policy, telemetry);
    if (result.kind === 'unknown') telemetry.info('Email with an unknown unsubscribe token');
  };
}

/** The longest word that can be a token. Mail programs add words such as `Re:`. */
function findToken(subject: string): string | undefined {
  const words = subject.match(/[\w-]{60,}/g) ?? [];
  return words.sort((left, right) => right.length - left.length)[0];
}
