import { RE2JS } from 're2js';
import { homeUserPrincipalName } from '../shared/domain/mapping/guest-name.ts';
import { parsePhoneNumber, printPhoneNumber } from '../shared/domain/mapping/phone-number.ts';
import type { SourceUser } from '../shared/domain/mapping/types.ts';

/**
 * The mappings of the figures written as plain functions, the yardstick for the compiled ones. They give the same values; the
 * figures check that. Names of people are folded by Unicode instead of the incumbent's table, which is the same for those used.
 * Patterns are a customer's text, so they run in the same linear-time engine that the mapping uses: the platform's own is some ten
 * times faster and can be made to hang.
 */

const BRACKETS = RE2JS.compile('[()\\s-]+');
const CODE = RE2JS.compile('(?<code>^\\d+ )(?<name>.*)$');
const PADDED = RE2JS.compile('(.*?)(?<id>.{0,10})$');

function replaceAll(pattern: RE2JS, value: string, by: string): string {
  return pattern.matcher(value).replaceAll(by);
}

type Values = Map<string, string | null>;

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const TEAMS =
  'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "microsoftteams"].value';
const MAIL = /^[^\s@"<>(),;:\\]{1,64}@[^\s@"<>(),;:\\]+\.[^\s@"<>(),;:\\]+$/;

function text(user: SourceUser, name: string): string | null {
  const value = user[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function trimmed(value: string | null): string | null {
  const result = value?.trim() ?? '';
  return result === '' ? null : result;
}

function mail(value: string | null): string | null {
  const result = trimmed(value);
  return result !== null && result.length <= 254 && MAIL.test(result) ? result : null;
}

function phone(value: string | null): string | null {
  const result = trimmed(value);
  if (result === null) return null;
  const parsed = parsePhoneNumber(result);
  return 'reason' in parsed ? null : printPhoneNumber(parsed);
}

function workPhone(user: SourceUser): string | null {
  const phones: unknown = user.businessPhones;
  const first: unknown = Array.isArray(phones) ? phones[0] : undefined;
  return typeof first === 'string' ? first.replaceAll(' ', '') : null;
}

/** The default mapping. */
export function defaultByHand(user: SourceUser): Values {
  const values: Values = new Map();
  values.set('displayName', trimmed(text(user, 'displayName')));
  values.set('emails[type eq "work"].value', mail(text(user, 'mail')));
  values.set('phoneNumbers[type eq "mobile"].value', phone(text(user, 'mobilePhone')?.replaceAll(' ', '') ?? null));
  values.set('phoneNumbers[type eq "work"].value', phone(workPhone(user)));
  values.set('title', trimmed(text(user, 'jobTitle')));
  values.set(`${ENTERPRISE}:department`, trimmed(text(user, 'department')));
  values.set(`${ENTERPRISE}:employeeNumber`, trimmed(text(user, 'employeeId')));
  values.set(TEAMS, trimmed(text(user, 'id')));
  values.set('userName', mail(homeUserPrincipalName(text(user, 'userPrincipalName') ?? '')));
  return values;
}

function fold(value: string): string {
  return value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łøŁØ]/g, (letter) => ({ ł: 'l', ø: 'oe', Ł: 'L', Ø: 'OE' })[letter] ?? letter);
}

function titled(value: string | null): string {
  return (value ?? '')
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{N}\p{M}])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());
}

function extended(user: SourceUser): string | null {
  const extension = (user.onPremisesExtensionAttributes as { extensionAttribute1: string | null }).extensionAttribute1;
  const number = workPhone(user);
  if (extension === null || extension === '') return phone(number);
  return phone([number === null ? 'tel:' : `tel:${number}`, extension].filter((part) => part !== '').join(';ext='));
}

const TITLES: Readonly<Record<string, string>> = { Germany: 'Mitarbeiter', Mexico: 'Agente', Sweden: 'Handläggare' };

/** The heavy mapping. */
export function heavyByHand(user: SourceUser): Values {
  const values: Values = new Map();
  const [given, family] = [text(user, 'givenName'), text(user, 'surname')];
  const hired = new Date(text(user, 'employeeHireDate') ?? '');
  values.set('displayName', `${titled(family)}, ${titled(given)}`);
  values.set('phoneNumbers[type eq "mobile"].value', phone(replaceAll(BRACKETS, text(user, 'mobilePhone') ?? '', '')));
  values.set('phoneNumbers[type eq "work"].value', extended(user));
  values.set('title', TITLES[text(user, 'country') ?? ''] ?? 'Agent');
  values.set(`${ENTERPRISE}:department`, replaceAll(CODE, text(user, 'department') ?? '', '$<name>'));
  values.set(
    `${ENTERPRISE}:division`,
    2026 - hired.getUTCFullYear() >= 10 ? 'Seniors' : String(hired.getUTCFullYear()),
  );
  values.set(`${ENTERPRISE}:employeeNumber`, replaceAll(PADDED, `0000000000${text(user, 'employeeId')}`, '$<id>'));
  values.set('userName', mail(`${fold(`${given}.${family}`.replaceAll(' ', ''))}@contoso.com`.toLowerCase()));
  return values;
}

function homeName(user: SourceUser): string | null {
  const name = text(user, 'userPrincipalName');
  return name === null ? null : homeUserPrincipalName(name);
}

/** The user mapping of the Salesforce export: a function for each expression, in the order of the file. */
const SALESFORCE: readonly ((user: SourceUser) => string | null)[] = [
  (user) => (user.IsSoftDeleted === true ? 'False' : 'True'),
  (user) => homeName(user)?.slice(0, 8) ?? null,
  (user) => text(user, 'mail'),
  (user) => text(user, 'givenName'),
  (user) => text(user, 'surname'),
  (user) => text(user, 'preferredLanguage')?.replaceAll('-', '_') ?? null,
  () => 'Sales',
  homeName,
];

export function salesforceByHand(user: SourceUser): readonly (string | null)[] {
  return SALESFORCE.map((read) => read(user));
}
