/** The part of the contact policy about what people reply, on whichever channel. */

/** What a reply can ask for by one word. */
export const replyKinds = ['stop', 'start', 'help'] as const;
export type ReplyKind = (typeof replyKinds)[number];

/** What a policy changes in the table of words. Each text is a word or a short phrase that has to be the whole reply. */
export interface WordChanges extends Readonly<Partial<Record<ReplyKind, readonly string[]>>> {
  /** Words of the table that do not act. */
  readonly ignore?: readonly string[];
}

/** The texts that answer: to STOP, to START, to HELP, and to what only looks like a wish to stop. */
export const answerNames = ['stopped', 'started', 'help', 'howToStop'] as const;
export type AnswerName = (typeof answerNames)[number];

export interface ReplyPolicy {
  readonly words?: WordChanges;
  /** What STOP ends for the number: all messages (default, as providers and carriers do), or the promotional ones. */
  readonly stop?: 'all' | 'promotional';
  /** Answers by language, before the built-in ones. False: Percorso sends no answer, because the provider does. */
  readonly answers?: Readonly<Record<string, Readonly<Partial<Record<AnswerName, string>>>>> | false;
  /** Maximum number of answers to one number in 24 hours. Default 4. */
  readonly maxAnswers?: number;
  /** Whether a text from an unknown number creates a profile. Default `ignore`. */
  readonly unknownNumbers?: 'ignore' | 'create';
}
