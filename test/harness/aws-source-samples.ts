/** Events of AWS services, in the form of their documentation. */

const time = '2026-11-22T10:00:00Z';
const envelope = { version: '0', account: '123456789012', region: 'eu-south-1', time };

export const geofenceEnter = {
  ...envelope,
  id: 'geo-1',
  source: 'aws.geo',
  'detail-type': 'Location Geofence Event',
  resources: ['arn:aws:geo:eu-south-1:123456789012:geofence-collection/shops'],
  detail: {
    EventType: 'ENTER',
    GeofenceId: 'shop-milan',
    GeofenceProperties: { city: 'Milan' },
    DeviceId: 'phone-1',
    SampleTime: '2026-11-22T09:59:55.000Z',
    Position: [9.1859, 45.4654],
    Accuracy: { Horizontal: 10 },
    PositionProperties: {},
  },
};

export const contactEnded = {
  ...envelope,
  id: 'contact-event-1',
  source: 'aws.connect',
  'detail-type': 'Amazon Connect Contact Event',
  resources: [
    'arn:aws:connect:eu-south-1:123456789012:instance/01234567-89ab-cdef-0123-456789abcdef/contact/c-1',
  ],
  detail: {
    eventType: 'DISCONNECTED',
    contactId: 'c-1',
    initialContactId: 'c-1',
    channel: 'VOICE',
    instanceArn: 'arn:aws:connect:eu-south-1:123456789012:instance/01234567-89ab-cdef-0123-456789abcdef',
    initiationMethod: 'INBOUND',
    initiationTimestamp: '2026-11-22T09:50:00.000Z',
    disconnectTimestamp: time,
    queueInfo: { queueType: 'STANDARD', queueArn: 'arn:aws:connect:eu-south-1:1:instance/i/queue/q-1' },
    agentInfo: { agentArn: 'arn:aws:connect:eu-south-1:1:instance/i/agent/a-1' },
    tags: { 'aws:connect:instanceId': 'i', userId: 'anna' },
  },
};

/** What Cognito calls the trigger with. */
export const signUp = {
  version: '1',
  region: 'eu-south-1',
  userPoolId: 'eu-south-1_abc',
  userName: 'bea',
  callerContext: { awsSdkVersion: '3', clientId: 'client-1' },
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  request: {
    userAttributes: {
      sub: 'sub-1',
      email: 'bea@example.com',
      email_verified: 'true',
      phone_number: '+393331234567',
      phone_number_verified: 'false',
      given_name: 'Bea',
    },
    clientMetadata: { note: 'secret' },
  },
  response: {},
};

export function makeUpload(bucket: string, key: string) {
  return {
    ...envelope,
    id: 's3-event-1',
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: 10, etag: 'abc', sequencer: '00A1' },
      reason: 'PutObject',
    },
  };
}

/** As the topic rule of lib/aws-sources.ts puts it into the queue. */
export const deviceMessage = {
  event: 'Coffee Brewed',
  userId: 'anna',
  properties: { strength: 3 },
  context: { consent: { email: true } },
  iotTopic: 'shops/1/touchpoints',
  iotClient: 'machine-7',
  iotTrace: 'trace-1',
  iotTime: Date.parse(time),
};
