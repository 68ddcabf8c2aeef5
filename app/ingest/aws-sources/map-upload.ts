/** Objects that people put into an S3 bucket. A pattern of the key names the person: `bucket/receipts/{userId}/*`. */

import { keepKnown } from '../../../engine/base/json.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readNumber,
  readObject,
  readText,
} from '../partners/partner-event.ts';
import { namePerson } from './person.ts';

/** `bucket/key`, where `{userId}` is the id of a person and `*` is any text. */
export type UploadPattern = string;

/** Undefined: the key has the form of no pattern. */
export function mapUpload(
  { id, detail }: PartnerEvent,
  patterns: readonly UploadPattern[],
): PartnerTouchpoint | undefined {
  const bucket = readText(readObject(detail['bucket'])['name']) ?? '';
  const object = readObject(detail['object']);
  const key = readText(object['key']) ?? '';
  for (const pattern of patterns) {
    const person = findPerson(pattern, `${bucket}/${key}`);
    if (person === undefined) continue;
    const sequencer = readText(object['sequencer']) ?? id;
    return {
      name: 'File Uploaded',
      messageId: `s3:${sequencer}`,
      ...namePerson(person.kind, person.id),
      properties: keepKnown({ bucket, key, size: readNumber(object['size']) }),
    };
  }
  return undefined;
}

function findPerson(pattern: UploadPattern, path: string): { kind: string; id: string } | undefined {
  const kind = /\{(\w+)\}/.exec(pattern)?.[1] ?? '';
  const parts = pattern.split(/(\{\w+\}|\*)/).map((part) => {
    if (part === '*') return '.*';
    return part.startsWith('{') ? '([^/]+)' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  const id = new RegExp(`^${parts.join('')}$`, 's').exec(path)?.[1];
  return id === undefined ? undefined : { kind, id };
}
