/** The settings of events of AWS services that become touchpoints. */
import { type ContextField, match } from './read-setting.ts';

export interface AwsSourceSettings {
  readonly geofenceIds: string;
  readonly signUpIds: string;
  readonly connectInstance: string;
  readonly uploads: readonly string[];
  readonly iotTopic: string;
}

const kindForm = /^[A-Za-z][A-Za-z0-9_]{0,31}$/;
const kindProblem = 'must be userId, anonymousId, or a type of external ids, such as crm';

/** Each pattern is a rule. */
const mostUploads = 5;
/** Of EventBridge's wildcard: no two asterisks side by side. */
const uploadForm = /^[a-z0-9][a-z0-9.-]{2,62}\/(?!.*(?:\*\*|\}\*|\*\{))[^{}]*\{[A-Za-z]\w*\}[^{}]*$/;

export const awsSourceFields: {
  readonly [Name in keyof AwsSourceSettings]: ContextField<AwsSourceSettings[Name]>;
} = {
  geofenceIds: {
    meaning: 'read geofence events of Amazon Location Service; what the ids of its devices are',
    example: 'anonymousId',
    fallback: '',
    read: match(kindForm, kindProblem),
  },
  signUpIds: {
    meaning: 'read sign-ups of Amazon Cognito; what the `sub` of an account is',
    example: 'userId',
    fallback: '',
    read: match(kindForm, kindProblem),
  },
  connectInstance: {
    meaning: 'read contact events of an Amazon Connect instance: its id',
    example: '01234567-89ab-cdef-0123-456789abcdef',
    fallback: '',
    read: match(
      /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      'must be the id of an Amazon Connect instance',
    ),
  },
  uploads: {
    meaning: 'read the creation of S3 objects whose keys name a person: patterns of bucket/key',
    example: 'shop-receipts/receipts/{userId}/*',
    fallback: [],
    read: (text) => {
      const patterns = text.split(',').map((part) => part.trim());
      if (patterns.length > mostUploads) return { problem: `must be at most ${mostUploads} patterns` };
      return patterns.every((pattern) => uploadForm.test(pattern))
        ? { value: patterns }
        : {
            problem:
              'must be comma-separated patterns of bucket/key with one id in braces, such as {userId}, between slashes',
          };
    },
  },
  iotTopic: {
    meaning: 'read messages of AWS IoT: a topic filter',
    example: 'shops/+/touchpoints',
    fallback: '',
    read: match(
      /^(?!\$)[^\s'"#]{1,200}(?:\/#)?$/,
      'must be an MQTT topic filter, such as shops/+/touchpoints',
    ),
  },
};

/** Whether the stage reads events of an AWS service. */
export function readsAwsSources(settings: AwsSourceSettings): boolean {
  const { geofenceIds, signUpIds, connectInstance, uploads, iotTopic } = settings;
  return [geofenceIds, signUpIds, connectInstance, iotTopic, ...uploads].some((value) => value !== '');
}
