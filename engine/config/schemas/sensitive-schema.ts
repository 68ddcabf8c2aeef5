/** Schema of the policy's sensitive fields. */
import * as z from 'zod';
import { sensitiveReaders } from '../../model/documents/sensitive-policy.ts';

const labelPattern = new RegExp(`^(?:${sensitiveReaders.join('|')})/[a-z0-9][a-z0-9_-]*$`);

export const sensitiveSchema = z
  .exactOptional(
    z
      .array(
        z.strictObject({
          path: z.string().min(1).max(200).describe('Such as profile.traits.tax_code, with all below it.'),
          allow: z
            .exactOptional(
              z
                .array(
                  z
                    .string()
                    .regex(
                      labelPattern,
                      `Write kind and id of a ${sensitiveReaders.join(', ')}: template/invoice.`,
                    ),
                )
                .max(50),
            )
            .describe('Documents that may read it: template/invoice.'),
        }),
      )
      .max(100),
  )
  .describe('Fields that only the allowed documents may pass on.');
