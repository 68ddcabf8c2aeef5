/** Ports of the config table: documents, the published program, pauses. */

import type { JsonObject } from '../../engine/base/json.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';

/** The pointer to the published program. */
export interface CurrentProgram {
  readonly version: number;
  readonly hash: string;
  readonly chunks: number;
  /** In the pointer, so that senders evaluate it without loading the program. */
  readonly policy?: PolicyDocument;
  /** True while an operator has paused all messages: senders leave them in their queues. */
  readonly isSendingPaused?: boolean;
}

/** The part that frequently invoked functions need. */
export interface ProgramReader {
  /**
   * The published version and its hash; 0 when nothing is published. Half a read unit. `consistent`: a whole one; the
   * result includes every version published before the call.
   */
  readCurrent(options?: { readonly consistent: boolean }): Promise<CurrentProgram>;
  loadChunk(version: number, index: number): Promise<Uint8Array>;
  loadTemplate(templateId: string, revision: string): Promise<CompiledTemplate | undefined>;
}

export interface ProgramStore extends ProgramReader {
  /**
   * Idempotent for the same bytes. Throws ProgramConflictError when another publisher, or an attempt that crashed, has
   * begun the version with other bytes: use the next number.
   */
  saveChunk(version: number, index: number, bytes: Uint8Array): Promise<void>;
  /** One page of the chunks of versions below `version`, oldest first. */
  listChunksBefore(version: number): Promise<readonly { readonly version: number; readonly index: number }[]>;
  removeChunk(version: number, index: number): Promise<void>;
  /** Moves the pointer if it is still at `from`. Throws ProgramConflictError. */
  setCurrent(from: number, current: CurrentProgram): Promise<void>;
  saveTemplate(template: CompiledTemplate): Promise<void>;
}

/** Content ready to render: Liquid only, MJML already turned into HTML. Keyed by locale, `''` = default. */
export interface CompiledTemplate {
  readonly id: string;
  readonly revision: string;
  readonly channel: Channel;
  readonly contents: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A document as it is stored in the config table. */
export interface StoredDocument {
  readonly kind: string;
  readonly id: string;
  /** The native map as stored: not validated. */
  readonly document: JsonObject;
  /** Problems that the last publication wrote on the item. */
  readonly problems?: readonly string[];
}

export interface DocumentStore {
  /** One page of the table's documents. */
  list(cursor: string | undefined): Promise<{ documents: readonly StoredDocument[]; cursor?: string }>;
  put(document: { readonly kind: string; readonly id: string } & JsonObject): Promise<void>;
  remove(kind: string, id: string): Promise<void>;
  /** Writes problems on the item, or clears them. The document stays unchanged. */
  annotate(kind: string, id: string, problems: readonly string[], now: number): Promise<void>;
}

/** One action of an operator: who, when and why. */
export interface PauseStep {
  readonly action: 'pause' | 'resume';
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

export interface PauseRecord {
  /** `rule/welcome`, `journey/win-back`, `campaign/spring`, or `sending` for all messages. */
  readonly label: string;
  readonly isPaused: boolean;
  /** Newest first. */
  readonly steps: readonly PauseStep[];
  /** Number of writes; 0 before the first. */
  readonly revision: number;
}

export interface PauseStore {
  list(): Promise<readonly PauseRecord[]>;
  /**
   * Replaces the record of its label if it still has this revision, and increments the revision. Idempotent for the
   * same call. Throws PauseConflictError.
   */
  put(record: PauseRecord): Promise<void>;
}
