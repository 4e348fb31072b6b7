import { asDocument, asDocuments, asText, type Document } from './door.ts';
import { type SimpleMapping, valueAt } from './mapping-expectation.ts';
import { homeName } from './names.ts';

/** What the directory asks of one account, worked out without the connector's own code. */
export interface Expectation {
  readonly id: string;
  readonly name: string;
  /** The person is one whom Genesys should know as active. */
  readonly inScope: boolean;
  readonly state: 'active' | 'soft-deleted' | 'purged';
  readonly userName: string;
  /** Why no valid account can be made of this person; empty when one can. */
  readonly impossible: string;
  /** Why no account need be there: what would tell is not compared under this mapping. */
  readonly doubtful?: string;
  /** Wanted values by a readable name; empty = no value. */
  readonly values: Readonly<Record<string, string>>;
}

const CORE_TEAMS = 'microsoftteams';

/** Digits with a plus: how numbers are compared, whatever stands between the digits. */
export function plainNumber(text: string): string {
  return text.replace(/[^+\d]/g, '');
}

function whyImpossible(userName: string, displayName: string): string {
  if (displayName === '') return 'no display name';
  if (!/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(userName)) return 'the user name is no mail address';
  return '';
}

/** Reads one entry of the directory's control door. */
export function expectationOf(person: Document, scope: string): Expectation {
  const properties = asDocument(person.properties);
  const value = (name: string): string => asText(properties[name]).trim();
  const [firstPhone] = Array.isArray(properties.businessPhones) ? properties.businessPhones : [];
  const id = asText(person.id);
  const state = person.state === 'soft-deleted' || person.state === 'purged' ? person.state : 'active';
  const userName = homeName(value('userPrincipalName')).toLowerCase();
  return {
    id,
    name: value('displayName') || value('userPrincipalName'),
    inScope: state === 'active' && properties.accountEnabled === true && (scope === 'all' || person.assigned === true),
    state,
    userName,
    impossible: whyImpossible(userName, value('displayName')),
    values: {
      'user name': userName,
      'display name': value('displayName'),
      title: value('jobTitle'),
      department: value('department'),
      'employee number': value('employeeId'),
      'work mail': value('mail').toLowerCase(),
      'work phone': plainNumber(asText(firstPhone)),
      'mobile phone': plainNumber(value('mobilePhone')),
      'Teams id': id,
    },
  };
}

/** The same person under another mapping than the built-in one. */
export function underMapping(person: Document, usual: Expectation, mapping: SimpleMapping): Expectation {
  const values = mapping.wanted(asDocument(person.properties), usual.id);
  const isTold = mapping.targets.includes('userName') && mapping.targets.includes('displayName');
  if (!isTold) return { ...usual, values, impossible: '', doubtful: usual.impossible };
  const userName = values.userName ?? '';
  return { ...usual, values, userName, impossible: whyImpossible(userName, values.displayName ?? '') };
}

/** One account as the control door of Genesys shows it. */
export interface SeenAccount {
  readonly accountId: string;
  readonly state: string;
  readonly externalId: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Reads one entry of the target's control door; values are those of the built-in mapping, or of the one given. */
export function accountOf(entry: Document, mapping?: SimpleMapping): SeenAccount {
  const user = asDocument(entry.user);
  const values =
    mapping === undefined
      ? usualValues(user)
      : Object.fromEntries(mapping.targets.map((name) => [name, valueAt(user, name)]));
  return { accountId: asText(entry.id), state: asText(entry.state), externalId: asText(user.externalId), values };
}

function usualValues(user: Document): Record<string, string> {
  const extension = (part: string): Document =>
    asDocument(Object.entries(user).find(([name]) => name.toLowerCase().endsWith(`${part}:2.0:user`))?.[1]);
  const enterprise = extension('enterprise');
  const typed = (list: unknown, type: string): string =>
    asText(asDocuments(list).find((item) => item.type === type)?.value);
  const teams = asDocuments(extension('purecloud').externalIds).find(({ authority }) => authority === CORE_TEAMS);
  return {
    'user name': asText(user.userName).toLowerCase(),
    'display name': asText(user.displayName),
    title: asText(user.title),
    department: asText(enterprise.department),
    'employee number': asText(enterprise.employeeNumber),
    'work mail': typed(user.emails, 'work').toLowerCase(),
    'work phone': plainNumber(typed(user.phoneNumbers, 'work')),
    'mobile phone': plainNumber(typed(user.phoneNumbers, 'mobile')),
    'Teams id': asText(teams?.value),
  };
}
