import { isObject, type JsonObject } from './account.ts';
import { platformRefusal } from './refusal.ts';

/** Behaviour that the vendor documents in more than one way, or not at all; the first word of each is the default. */
export const CHOICES = {
  postOnDeleted: ['restore-201', 'restore-200', '409'],
  filterFindsInactive: ['yes', 'no'],
  userNameFilterCase: ['insensitive', 'exact'],
  versionMismatch: ['409', '400', '412'],
  externalIdScope: ['client', 'org'],
  externalIdConflict: ['409', '400'],
  shortExtensionPath: ['ignored', 'refused', 'accepted'],
  activeWithOthers: ['all', 'active-only', 'refused'],
  phoneEcho: ['e164', 'spaced'],
  rolesOnInactive: ['dropped', 'kept'],
  heavyList: ['429', 'allowed'],
  removeValuePath: ['works', 'ignored'],
  removeAttribute: ['works', 'ignored'],
  removeNoMatch: ['noTarget', 'ignored'],
  groupWrites: ['404', '405'],
  groupsWithoutFilter: ['400', 'all'],
  rateScope: ['token', 'client'],
} as const;

/** Switches that take a number, with their defaults. */
export const NUMBERS = {
  listLagMs: 0,
  latencyMs: 0,
  tokenSeconds: 86_400,
  tokenDiesAfterMs: 0,
  tokenDiesAfterRequests: 0,
  allowedPerWindow: 300,
  windowMs: 60_000,
  /** How far the Date header is ahead of our clock; negative when behind. */
  clockOffsetMs: 0,
};

type Choices = { -readonly [Key in keyof typeof CHOICES]: (typeof CHOICES)[Key][number] };

/** All switches; zero in a `tokenDies...` switch means never. */
export type Switches = Choices & { [Key in keyof typeof NUMBERS]: number } & { missingPermissions: string[] };

/** The switches as a fresh simulator has them. */
export function defaultSwitches(): Switches {
  const choices = Object.fromEntries(Object.entries(CHOICES).map(([name, words]) => [name, words[0]]));
  return { ...(choices as Choices), ...NUMBERS, missingPermissions: [] };
}

function readSwitch(name: string, value: unknown): unknown {
  const words = (CHOICES as { [key: string]: readonly string[] | undefined })[name];
  if (words !== undefined) {
    if (typeof value === 'string' && words.includes(value)) return value;
    throw platformRefusal(400, 'bad.request', `Switch ${name} takes one of: ${words.join(', ')}`);
  }
  if (name in NUMBERS) {
    const isSigned = name === 'clockOffsetMs';
    if (typeof value === 'number' && Number.isFinite(value) && (isSigned || value >= 0)) return value;
    throw platformRefusal(400, 'bad.request', `Switch ${name} takes a number of at least 0`);
  }
  if (name === 'missingPermissions') {
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw platformRefusal(400, 'bad.request', 'Switch missingPermissions takes a list of permission names');
  }
  throw platformRefusal(400, 'bad.request', `No switch is called ${name}`);
}

/** Sets the named switches after checking all of them; an unknown name or word changes nothing. */
export function applySwitches(target: Switches, wanted: unknown): void {
  if (!isObject(wanted)) throw platformRefusal(400, 'bad.request', 'Switches are a JSON object');
  const checked: JsonObject = {};
  for (const [name, value] of Object.entries(wanted)) checked[name] = readSwitch(name, value);
  Object.assign(target, checked);
}
