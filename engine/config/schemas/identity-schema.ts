/** Schema of the contact policy's part about identifiers. */
import * as z from 'zod';
import { idForms, sharingPolicies } from '../../model/documents/identity-policy.ts';

/** More slots would be read for each new id of a person. */
const highestMaximum = 50;

const valuesSchema = z.array(z.string().min(1).max(256)).min(1).max(1000);

const identifierSchema = z.strictObject({
  normalize: z
    .exactOptional(z.array(z.enum(idForms)).min(1))
    .describe('How values are compared, beside trimming.'),
  phonePrefix: z
    .exactOptional(z.string().regex(/^\+[1-9]\d{0,3}$/, 'Write a calling code, such as +39.'))
    .describe('Calling code of phones that are stated without one.'),
  never: z
    .exactOptional(valuesSchema)
    .describe('Values that identify no one, beside the built-in ones; * matches any text.'),
  allow: z.exactOptional(valuesSchema).describe('Built-in values of that kind that do identify people here.'),
  unique: z
    .exactOptional(z.boolean())
    .describe('false: the id never selects a profile. Default: true, of deviceToken false.'),
  ofTwoUsers: z
    .exactOptional(z.enum(sharingPolicies))
    .describe(
      'Whose an id of two users is: of neither, or of the first. Default: shared, of email and phone first.',
    ),
  max: z.exactOptional(z.int().min(1).max(highestMaximum)).describe('Maximum number of ids per profile.'),
});

export const identityPolicySchema = z
  .exactOptional(
    z.strictObject({
      priority: z
        .exactOptional(z.array(z.string()).min(1).max(20))
        .describe('Kinds of ids that select the profile first, after userId.'),
      kinds: z.exactOptional(
        z.record(
          z
            .string()
            .regex(
              /^[^\s:](?:[^:]{0,58}[^\s:])?$/,
              'A kind is userId, anonymousId, email, phone, deviceToken, groupId, or a type of context.externalIds.',
            ),
          identifierSchema,
        ),
      ),
    }),
  )
  .describe('Which ids identify people, in which form, and how many.');
