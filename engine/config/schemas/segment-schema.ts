/** Schema of segments: a named condition on the person. */
import * as z from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { baseFields } from './field-schemas.ts';

export const segmentSchema = z
  .strictObject({ kind: z.literal('segment'), ...baseFields, condition: conditionSchema })
  .describe('People for whom the condition holds, updated by events and by time.');
