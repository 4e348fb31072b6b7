import type { CatalogueEntry } from './catalogue.ts';
import type { FlowType, MappingEntry } from './mapping-file.ts';
import { checkValue } from './normalise.ts';
import type { AttributeValue } from './types.ts';

/** One fault among the options of an entry. */
export interface OptionFault {
  readonly key: keyof MappingEntry;
  readonly value: unknown;
  readonly allowed: string;
  readonly message: string;
}

const NOT_FOR_ACTIVE = ['whenEmpty', 'onlyOnCreate', 'matchOrder', 'default', 'defaultOn', 'flow'] as const;

/** Options that have no meaning for `active`, which follows from scope alone. */
export function activeOptionFaults(entry: MappingEntry): readonly OptionFault[] {
  return NOT_FOR_ACTIVE.filter((key) => entry[key] !== undefined).map((key) => ({
    key,
    value: entry[key],
    allowed: 'nothing',
    message: `${key} has no meaning for active`,
  }));
}

/** Options of an entry that contradict each other or its attribute. */
export function optionFaults(entry: MappingEntry, attribute: CatalogueEntry): readonly OptionFault[] {
  const faults: OptionFault[] = [];
  const add = (key: keyof MappingEntry, allowed: string, message: string): void => {
    faults.push({ key, value: entry[key], allowed, message });
  };
  const { name, requiredOnCreate, filterName } = attribute;
  if (requiredOnCreate && entry.whenEmpty === 'clear') {
    add('whenEmpty', '"keep"', `${name} is required and cannot be cleared`);
  }
  if (entry.whenEmpty === 'clear' && entry.default !== undefined) {
    add('whenEmpty', '"keep", or no default', 'an attribute with a default is never cleared');
  }
  if (entry.whenEmpty === 'clear' && (entry.flow === 'ValueAddOnly' || entry.flow === 'AttributeAddOnly')) {
    add('whenEmpty', '"keep", or another flow', `${entry.flow} takes no value away`);
  }
  if (entry.defaultOn !== undefined && entry.default === undefined) {
    add('defaultOn', 'a default beside it', 'defaultOn has no meaning without default');
  }
  if (entry.onlyOnCreate !== undefined && entry.flow !== undefined && entry.onlyOnCreate !== isObjectAddOnly(entry)) {
    add('flow', entry.onlyOnCreate ? '"ObjectAddOnly"' : 'another flow', 'contradicts onlyOnCreate');
  }
  if (entry.matchOrder !== undefined && filterName === undefined) {
    add('matchOrder', 'userName, work e-mail or employeeNumber', 'Genesys cannot be searched by this attribute');
  }
  const checked = checkValue(attribute, entry.default ?? null);
  if (!checked.ok) add('default', `a value for ${name}`, checked.reason);
  return faults;
}

function isObjectAddOnly(entry: MappingEntry): boolean {
  return entry.flow === 'ObjectAddOnly';
}

/** How an entry's value flows to an account that exists. */
export function flowOf(entry: MappingEntry): FlowType {
  return entry.flow ?? (entry.onlyOnCreate === true ? 'ObjectAddOnly' : 'Always');
}

/** What stands in for an empty result; Entra's own default is for creation only. */
export function standInOf(
  entry: MappingEntry,
  attribute: CatalogueEntry,
): { readonly value: AttributeValue; readonly on: 'create' | 'always' } | undefined {
  if (entry.default === undefined) return undefined;
  const checked = checkValue(attribute, entry.default);
  if (!checked.ok || checked.value === null) return undefined;
  return { value: checked.value, on: entry.defaultOn ?? 'create' };
}
