/** Where a delivery stream of the template delivers, and when. */
import { TemplateInvalidError } from '../../template/errors.ts';

export interface Destination {
  readonly bucket: string;
  /** With a slash at its end, or empty. */
  readonly prefix: string;
  readonly extension: string;
  readonly isCompressed: boolean;
  readonly seconds: number;
  readonly megabytes: number;
  /** Logical id. */
  readonly role: string;
}

const streamProperties = new Set([
  'DeliveryStreamName',
  'DeliveryStreamType',
  'DeliveryStreamEncryptionConfigurationInput',
  'ExtendedS3DestinationConfiguration',
  'Tags',
]);
const destinationProperties = new Set([
  'BucketARN',
  'BufferingHints',
  'CompressionFormat',
  'ErrorOutputPrefix',
  'FileExtension',
  'Prefix',
  'RoleARN',
]);

/** Throws TemplateInvalidError for what the local cloud would not do as AWS does. */
export function readDestination(
  logicalId: string,
  properties: Record<string, unknown>,
  findRole: (arn: string) => string | undefined,
): Destination {
  const path = `Resources.${logicalId}.Properties`;
  checkKnown(path, properties, streamProperties);
  const place = `${path}.ExtendedS3DestinationConfiguration`;
  const given = (properties['ExtendedS3DestinationConfiguration'] ?? {}) as Record<string, unknown>;
  checkKnown(place, given, destinationProperties);
  if ((properties['DeliveryStreamType'] ?? 'DirectPut') !== 'DirectPut')
    throw new TemplateInvalidError(path, String(properties['DeliveryStreamType']), 'use DirectPut');
  const prefix = String(given['Prefix'] ?? '');
  if (prefix.includes('!{'))
    throw new TemplateInvalidError(`${place}.Prefix`, prefix, 'use a prefix without expressions');
  const format = String(given['CompressionFormat'] ?? 'UNCOMPRESSED');
  if (format !== 'UNCOMPRESSED' && format !== 'GZIP')
    throw new TemplateInvalidError(`${place}.CompressionFormat`, format, 'use UNCOMPRESSED or GZIP');
  const role = findRole(String(given['RoleARN']));
  if (role === undefined)
    throw new TemplateInvalidError(`${place}.RoleARN`, `no role ${String(given['RoleARN'])}`, 'define it');
  const hints = (given['BufferingHints'] ?? {}) as Record<string, unknown>;
  const [seconds, megabytes] = [Number(hints['IntervalInSeconds'] ?? 300), Number(hints['SizeInMBs'] ?? 5)];
  if (!(seconds >= 0 && seconds <= 900 && megabytes >= 1 && megabytes <= 128))
    throw new TemplateInvalidError(
      `${place}.BufferingHints`,
      `${seconds} s and ${megabytes} MB`,
      'use 0 to 900 seconds and 1 to 128 MB',
    );
  const isCompressed = format === 'GZIP';
  return {
    ...{ prefix, isCompressed, seconds, megabytes, role },
    bucket: String(given['BucketARN']).replace('arn:aws:s3:::', ''),
    extension: String(given['FileExtension'] ?? (isCompressed ? '.gz' : '')),
  };
}

function checkKnown(path: string, given: Record<string, unknown>, known: ReadonlySet<string>): void {
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new TemplateInvalidError(`${path}.${unknown}`, 'the local cloud does not emulate it', 'remove it');
}
