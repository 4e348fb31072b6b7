/** One rule of the record protocol broken on purpose, which the simulation must notice. */
export interface Defect {
  readonly name: string;
  /** The part of the protocol the rule belongs to. */
  readonly key: RuleKey;
  /** The rule it breaks. */
  readonly rule: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The directed history that finds it; without one a random history does (found-by.ts). */
  readonly directed?: string;
}

/** Rules that small models broke without: each is covered by a defect. */
export const CORE_RULES = [
  'epoch',
  'source-ahead',
  'race-merge',
  'unknown-outcome',
  'takeover-read-again',
  'create-quiet',
  'name-held',
  'claims',
  'release-life',
] as const;

export type RuleKey =
  | (typeof CORE_RULES)[number]
  | 'enumeration'
  | 'intent'
  | 'release'
  | 'guard'
  | 'budget'
  | 'privacy'
  | 'configuration';
