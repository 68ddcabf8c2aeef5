/** Schema of the contact policy's part about what people reply. */
import * as z from 'zod';
import { longestWord } from '../../channels/replies/classify-reply.ts';
import { answerNames } from '../../model/documents/reply-policy.ts';
import { localePattern, localeRemedy } from './field-schemas.ts';

const words = z.exactOptional(
  z
    .array(
      z
        .string()
        .regex(/[\p{L}\p{N}]/u, 'Give a word.')
        .max(longestWord),
    )
    .min(1)
    .max(100),
);

export const replyPolicySchema = z
  .exactOptional(
    z.strictObject({
      words: z
        .exactOptional(z.strictObject({ stop: words, start: words, help: words, ignore: words }))
        .describe(
          'Words that act when they are the whole reply, beside the built-in ones; "ignore" removes some.',
        ),
      stop: z
        .exactOptional(z.enum(['all', 'promotional']))
        .describe('What STOP ends: all messages to the number (default), or the promotional ones.'),
      answers: z
        .exactOptional(
          z.union([
            z.literal(false),
            z.record(
              z.string().regex(localePattern, localeRemedy),
              z.partialRecord(z.enum(answerNames), z.string().min(1).max(1000)),
            ),
          ]),
        )
        .describe('Answers by language, before the built-in ones. false: none is sent.'),
      maxAnswers: z
        .exactOptional(z.int().min(1).max(20))
        .describe('Maximum number of answers to one number in 24 hours. Default: 4.'),
      unknownNumbers: z
        .exactOptional(z.enum(['ignore', 'create']))
        .describe('Whether a text from an unknown number creates a profile. Default: ignore.'),
    }),
  )
  .describe('What people reply: words, answers, and what STOP ends.');
