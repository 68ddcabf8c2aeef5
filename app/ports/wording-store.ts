/** Texts of the pages by which people state consents, each version once. Kept as long as the ledger that names them. */

export interface Wording {
  /** Of the page: `preference-centre`, `confirmation`. */
  readonly id: string;
  /** Changes with every text that the person saw. */
  readonly version: string;
  /** Language of the page. */
  readonly language: string;
  /** A line for each text. The address itself is left out: `{address}`. */
  readonly text: string;
}

export interface WordingStore {
  /** Idempotent: a version has one text. */
  keep(wording: Wording): Promise<void>;
  /** Undefined: no page has shown this version. */
  find(version: string): Promise<Wording | undefined>;
}
