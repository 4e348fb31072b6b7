import { CATALOGUE, type CatalogueEntry, NOT_MAPPABLE } from '../../shared/domain/mapping/catalogue.ts';
import { FILTER_OPERATORS, type FilterOperator } from '../../shared/domain/mapping/filter-file.ts';
import { LANGUAGE_FUNCTIONS } from '../../shared/domain/mapping/language/function-table.ts';
import type { LanguageFunction } from '../../shared/domain/mapping/language/language-function.ts';
import { FLOW_TYPES, type FlowType } from '../../shared/domain/mapping/mapping-file.ts';
import {
  GROUP_ATTRIBUTES,
  type SourceAttribute,
  USER_ATTRIBUTES,
} from '../../shared/domain/mapping/source-attributes.ts';
import { NOT_READABLE } from '../../shared/domain/mapping/source-catalogue.ts';

const OPERATORS: Readonly<Record<FilterOperator, string>> = {
  EQUALS: 'the same text, letter case included',
  'NOT EQUALS': 'another text',
  'IS TRUE': 'the boolean is true; takes no value',
  'IS FALSE': 'the boolean is false; takes no value',
  'IS NULL': 'there is no value; takes no value',
  'IS NOT NULL': 'there is a value; takes no value',
  'REGEX MATCH': 'the pattern is found in the text, letter case included',
  'NOT REGEX MATCH': 'the pattern is not found in the text',
  INCLUDES: 'the text contains the value, letter case included',
  ENDS_WITH: 'the text ends with the value, letter case included',
  GREATER_THAN: 'both are whole numbers and the attribute is larger',
  GREATER_THAN_OR_EQUALS: 'both are whole numbers and the attribute is not smaller',
  '&': 'the attribute’s text occurs in the value: a list test with a value such as `A,B,C`',
  '!&': 'the attribute’s text does not occur in the value',
};

const FLOWS: Readonly<Record<FlowType, string>> = {
  Always: 'written whenever it differs from what was sent (the default)',
  ObjectAddOnly: 'written when the connector creates the account, never after; the same as `onlyOnCreate`',
  ValueAddOnly: 'values are added to a list and never taken away; a single value is never cleared',
  MultiValueAddOnly: 'the same for lists; a single value flows as with Always',
  AttributeAddOnly: 'written while the account has no value, then left alone',
  FlowAlways: 'as Always, and once more with every change of the person, although its own value is the same',
};

const RULES: Readonly<Record<CatalogueEntry['rule'], string>> = {
  plain: 'text, compared with its letter case',
  mail: 'e-mail address, compared without letter case',
  userName: 'e-mail address, compared without letter case',
  phone: 'E.164 or `tel:+…;ext=…`, compared by number and extension',
  date: 'date, sent as `yyyy-MM-dd`',
  rated: '`name=proficiency` with 0 to 5; a name alone has 0',
};

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

function functionRow({ usage, meaning, place, changesByItself, redacts }: LanguageFunction): readonly string[] {
  const remarks = [
    place === 'outermost' ? 'outermost only' : '',
    place === 'result' ? 'where its value becomes the attribute’s' : '',
    changesByItself === true ? 'for new accounts only' : '',
    redacts === true ? 'not shown in logs' : '',
  ];
  return [code(usage), meaning, remarks.filter((remark) => remark !== '').join('; ')];
}

function targetRow({
  name,
  kind,
  rule,
  requiredOnCreate,
  maxItems,
  filterName,
  meaning,
}: CatalogueEntry): readonly string[] {
  const many = kind === 'list' ? `list${maxItems === undefined ? '' : `, at most ${maxItems}`}; ` : '';
  const form =
    kind === 'boolean'
      ? 'decided by the connector'
      : kind === 'reference'
        ? 'not written yet'
        : `${many}${RULES[rule]}`;
  const remarks = [requiredOnCreate ? 'required' : '', filterName === undefined ? '' : 'may have a matchOrder'];
  return [code(name), meaning, form, remarks.filter((remark) => remark !== '').join('; ')];
}

function sourceRow([name, { property, type, isMultiValued, note }]: readonly [
  string,
  SourceAttribute,
]): readonly string[] {
  return [code(name), isMultiValued ? `${type}, several` : type, code(property), note];
}

function sourceTable(attributes: ReadonlyMap<string, SourceAttribute>): string {
  const rows = [...attributes].sort(([left], [right]) => (left < right ? -1 : 1)).map(sourceRow);
  return table(['name', 'type', 'property of Graph', 'remarks'], rows);
}

/** The reference of the mapping file: functions, attributes of both sides, operators and flow types, as the code has them. */
export function writeReference(): string {
  const parts = [
    '# Reference of the mapping file',
    'Written by `npm run mapping -- docs` from the code; do not edit it by hand. How to use a mapping file stands in [mapping.md](mapping.md).',
    '## Functions',
    'Names are read in any letter case; attributes stand in square brackets.',
    table(['function', 'what it gives', 'where'], LANGUAGE_FUNCTIONS.map(functionRow)),
    '## Target attributes',
    'External ids of any other authority are written like those of the list, with the authority in place of its name.',
    table(['target', 'in Genesys Cloud', 'values', 'remarks'], CATALOGUE.map(targetRow)),
    '### Attributes that cannot be mapped',
    table(
      ['name', 'because it'],
      Object.entries(NOT_MAPPABLE).map(([name, why]) => [code(name), why]),
    ),
    '## Source attributes of users',
    'Beside these, directory extensions are read by their full name, `extension_<app id>_<name>`.',
    sourceTable(USER_ATTRIBUTES),
    '### Attributes that cannot be read',
    table(
      ['name', 'because it'],
      Object.entries(NOT_READABLE).map(([name, why]) => [code(name), why]),
    ),
    '## Source attributes of groups, for filters',
    sourceTable(GROUP_ATTRIBUTES),
    '## Operators of a filter',
    'An attribute without a value passes none of them but `IS NULL`; of several values one must do, and for the negative ones none may.',
    table(
      ['operator', 'true when'],
      FILTER_OPERATORS.map((name) => [code(name), OPERATORS[name]]),
    ),
    '## Flow types',
    table(
      ['flow', 'meaning'],
      FLOW_TYPES.map((name) => [code(name), FLOWS[name]]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
