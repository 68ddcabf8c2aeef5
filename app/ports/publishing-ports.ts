/** Where documents are kept, and what is published of them. */

import type { JsonObject } from '../../engine/base/json.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';

/** The pointer to what is published. */
export interface CurrentProgram {
  readonly version: number;
  readonly hash: string;
  readonly chunks: number;
  /** Beside the pointer, so that senders judge by it without loading the program. */
  readonly policy?: PolicyDocument;
  /** An operator paused all messages: senders leave them in their queues. */
  readonly isSendingPaused?: boolean;
}

/** What hot functions need of it. */
export interface ProgramReader {
  /**
   * The published version and its hash; 0 when nothing is published. Half a read unit. `consistent`: a whole one, and
   * no version that was published before the call is missed.
   */
  readCurrent(options?: { readonly consistent: boolean }): Promise<CurrentProgram>;
  loadChunk(version: number, index: number): Promise<Uint8Array>;
  loadTemplate(templateId: string, revision: string): Promise<CompiledTemplate | undefined>;
}

export interface ProgramStore extends ProgramReader {
  /**
   * Saving the same bytes again changes nothing. Throws ProgramConflictError when the version was begun by somebody
   * else with other bytes (or by an attempt that crashed): take the next number.
   */
  saveChunk(version: number, index: number, bytes: Uint8Array): Promise<void>;
  /** One page of the chunks of versions below `version`, oldest first. */
  listChunksBefore(version: number): Promise<readonly { readonly version: number; readonly index: number }[]>;
  removeChunk(version: number, index: number): Promise<void>;
  /** Moves the pointer if it still stands at `from`. Throws ProgramConflictError. */
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

/** A document as it stands in the config table, whoever wrote it. */
export interface StoredDocument {
  readonly kind: string;
  readonly id: string;
  /** The native map as found: not validated. */
  readonly document: JsonObject;
  /** Problems shown on the item by the last publishing. */
  readonly problems?: readonly string[];
}

export interface DocumentStore {
  /** One page of the table's documents. */
  list(cursor: string | undefined): Promise<{ documents: readonly StoredDocument[]; cursor?: string }>;
  put(document: { readonly kind: string; readonly id: string } & JsonObject): Promise<void>;
  remove(kind: string, id: string): Promise<void>;
  /** Shows problems on the item (or clears them) without touching the document. */
  annotate(kind: string, id: string, problems: readonly string[], now: number): Promise<void>;
}

/** One thing that an operator did: who, when and why. */
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
  /** Times that it was put; 0 before the first. */
  readonly revision: number;
}

export interface PauseStore {
  list(): Promise<readonly PauseRecord[]>;
  /**
   * Replaces the record of its label if it still has this revision, and counts the revision up. A
   * repeat of the same call changes nothing. Throws PauseConflictError.
   */
  put(record: PauseRecord): Promise<void>;
}
