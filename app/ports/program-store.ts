/** The published program and its templates. */
import type { Channel } from '../../engine/model/channels.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { PurposeNeeds } from '../../engine/model/documents/purpose-document.ts';
import type { TemplateFetch } from '../../engine/model/documents/template-fetch.ts';

/** The pointer to the published program. */
export interface CurrentProgram {
  readonly version: number;
  readonly hash: string;
  readonly chunks: number;
  /** In the pointer, so that senders evaluate it without loading the program. */
  readonly policy?: PolicyDocument;
  /** What each purpose needs, where its document differs from the policy. */
  readonly purposeNeeds?: PurposeNeeds;
  /** Names of the message outcomes that the program's documents contain (`Message Opened`). */
  readonly listensTo?: readonly string[];
  /** True while an operator has paused all messages: senders leave them in their queues. */
  readonly isSendingPaused?: boolean;
  /** Domains whose promotional email is paused; absent when there is none. */
  readonly pausedDomains?: readonly string[];
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
  /** Of SMS: the rendered body is written in GSM characters, where that is possible. */
  readonly transliterate?: true;
  /** Of SMS: whose links become short, hosts with their subdomains or all. */
  readonly shortLinks?: 'all' | readonly string[];
  readonly fetch?: readonly TemplateFetch[];
}
