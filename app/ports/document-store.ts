/** The documents as authors edit them. */
import type { JsonObject } from '../../engine/base/json.ts';

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
