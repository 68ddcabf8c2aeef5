/** Schema of the policy's UTM parameters. */
import * as z from 'zod';
import { channels } from '../../model/channels.ts';
import { utmVariables } from '../../model/documents/utm-policy.ts';

const names = utmVariables.map((name) => `{{ ${name} }}`).join(', ');

const valueSchema = z
  .string()
  .max(200)
  .regex(
    new RegExp(`^(?:[^{}]|\\{\\{\\s*(?:${utmVariables.join('|')})\\s*\\}\\})+$`),
    `Write text with these values of the message: ${names}.`,
  );

/** Hosts with their subdomains, or all of them. */
const hostSchema = z
  .string()
  .max(253)
  .regex(/^[^\s/:@?#.]+(?:\.[^\s/:@?#.]+)+$/, 'Write a host without https:// and path, such as shop.example.')
  .regex(/^[^*]*$/, 'Subdomains are included: write the host without "*", such as shop.example.');

export const linkHostsSchema = z.union([z.literal('all'), z.array(hostSchema).min(1).max(50)]);

export const utmSchema = z
  .exactOptional(
    z.strictObject({
      links: linkHostsSchema.describe('Which links: hosts with their subdomains, or all.'),
      source: valueSchema.describe(`utm_source. Values of the message: ${names}.`),
      medium: z.exactOptional(valueSchema).describe('utm_medium. Default: {{ channel }}.'),
      campaign: z.exactOptional(valueSchema).describe('utm_campaign. Default: {{ origin }}.'),
      content: z.exactOptional(valueSchema).describe('utm_content. Default: none.'),
      channels: z
        .exactOptional(z.array(z.enum(channels)).min(1))
        .describe('Channels whose links get parameters. Default: email and push.'),
    }),
  )
  .describe('UTM parameters of the links in messages.');
