/** Every command of `percorso`: whom it shows, or why it shows no one. A new command needs a line here. */

/** `person`: one look at the person's profile. `list`: one look that has the number of what was shown. */
export interface Looking {
  readonly words: readonly string[];
  readonly leaves: 'person' | 'list' | 'person and list';
}

/** Why a command shows no person. */
type Reason =
  | 'documents' // documents, their problems and counts
  | 'files' // files of this machine alone
  | 'counts' // numbers of people, of events or of messages
  | 'sends' // what the caller has typed
  | 'operation' // keys, queues, settings, pauses: no person's data
  | 'erased' // receipts name no one
  | 'records of looks' // of a person, only the profile id
  | 'accounts' // an account is no person
  | 'ids' // profile ids of the people whom the caller has named
  | 'reasons'; // codes and keys of events without their values

export type Shows = Reason | readonly Looking[];

const one = (...words: string[]): Looking => ({ words, leaves: 'person' });
const many = (...words: string[]): Looking => ({ words, leaves: 'list' });

/** `anna` has the email and the phone; REPLY and KEPT are replaced by the ids of a reply and of a rejected event. */
export const lookingCommands: Readonly<Record<string, Shows>> = {
  validate: 'files',
  simulate: [
    one('simulate', 'config.yaml', '--compare', '--user', 'anna'),
    many('simulate', 'draft.yaml', '--compare'),
  ],
  preview: [
    one('preview', 'hello', '--user', 'anna'),
    one('preview', 'hello', '--profile', 'email:anna@example.com'),
  ],
  'send-test': [one('send-test', 'hello', '--to', 'me@example.com', '--user', 'anna')],
  push: 'documents',
  discard: 'documents',
  pull: 'documents',
  publish: 'documents',
  status: 'documents',
  pause: 'operation',
  resume: 'operation',
  suppress: 'sends',
  unsuppress: 'sends',
  'identity conflicts': [many('identity', 'conflicts')],
  suppressions: [many('suppressions')],
  'replies list': [many('replies'), many('replies', 'list', '--all')],
  'replies done': [one('replies', 'done', 'REPLY')],
  'put-event': 'sends',
  enter: 'sends',
  import: [many('import', 'people.csv', '--map', 'people.yaml', '--dry-run', '--compare')],
  'queries list': 'counts',
  'queries show': 'counts',
  'queries run': 'counts',
  replay: 'files',
  timeline: [one('timeline', 'userId:anna')],
  why: [one('why', 'userId:anna'), one('why', 'userId:anna', 'rule:hello')],
  people: 'counts',
  profile: [one('profile', 'userId:anna')],
  looks: 'records of looks',
  erase: [one('erase', 'userId:anna')],
  'erasures list': 'erased',
  'erasures finish': 'erased',
  'erasures lift': 'erased',
  export: [one('export', 'userId:anna', '--to', 'anna.json')],
  'accounts show': 'accounts',
  merges: [one('merges', 'userId:anna'), many('merges')],
  unmerge: [one('unmerge', 'anonymousId:laptop', '--dry-run')],
  consent: [
    one('consent', 'userId:anna'),
    { words: ['consent', 'userId:anna', '--sharing', 'email'], leaves: 'person and list' },
  ],
  segment: [
    many('segment', 'everyone'),
    many('segment', 'everyone', '--export', 'everyone.csv'),
    one('segment', 'everyone', '--person', 'userId:anna'),
  ],
  'campaign list': 'counts',
  'campaign status': 'counts',
  'campaign preview': 'counts',
  'campaign test': 'ids',
  'campaign pause': 'operation',
  'campaign approve': 'operation',
  'campaign resume': 'operation',
  'campaign cancel': 'operation',
  'backfill start': 'counts',
  'backfill status': 'counts',
  statistics: 'counts',
  'rejected list': 'reasons',
  'rejected show': [many('rejected', 'show', 'KEPT')],
  'rejected replay': 'reasons',
  'rejected remove': 'reasons',
  events: 'counts',
  'events quarantined': 'reasons',
  'events replay': 'reasons',
  'events discard': 'reasons',
  'links list': 'operation',
  'links code': 'operation',
  'links rotate': 'operation',
  doctor: 'operation',
  'secret set': 'operation',
  'secret list': 'operation',
  'secret remove': 'operation',
  'write-keys create': 'operation',
  'write-keys list': 'operation',
  'write-keys user-ids': 'operation',
  'write-keys rotate': 'operation',
  'write-keys revoke': 'operation',
  'write-keys revoke-signing-key': 'operation',
  'api-keys create': 'operation',
  'api-keys list': 'operation',
  'api-keys revoke': 'operation',
  'dead-letters list': 'counts',
  'dead-letters show': [
    many('dead-letters', 'show', 'profile'),
    many('dead-letters', 'show', 'profile', '--bodies'),
  ],
  'dead-letters redrive': 'counts',
  'lake queries': 'documents',
};
