import { ACTIVE_EXPRESSION, isScopeDecision } from '../active-entry.ts';
import { findAttribute, nearestAttribute, whyNotMappable } from '../attribute-name.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import { compileMapping } from '../compile-mapping.ts';
import type { MappingFault } from '../mapping-fault.ts';
import { FLOW_TYPES, type FlowType, type MappingEntry } from '../mapping-file.ts';
import type { EntraAttributeMapping } from './entra-schema.ts';
import type { ImportReport } from './import-report.ts';
import { type SourceText, sourceText } from './source-text.ts';

/** An entry with the attribute it fills. */
export interface ImportedEntry {
  readonly attribute: CatalogueEntry;
  readonly entry: MappingEntry;
}

/** The incumbent's path for one role; Genesys has no primary role. */
const ONE_ROLE = /^roles\[.*\]\.(value|display)$/i;
const REQUIRED: readonly MappingEntry[] = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];
/** Options that can be dropped without changing what flows to most people; each loss is reported. */
const DROPPABLE = ['default', 'matchOrder', 'flow'] as const;

/** The attribute that a target of the incumbent's stands for. */
export function targetOf(name: string): CatalogueEntry | undefined {
  return findAttribute(name) ?? (ONE_ROLE.test(name) ? findAttribute('roles') : undefined);
}

function leaveUnknown(name: string, report: ImportReport): void {
  const near = nearestAttribute(name);
  const hint = near === undefined ? '' : `; the nearest one is ${near}`;
  const why = whyNotMappable(name);
  report.leave(
    name === '' ? '(a mapping without a target)' : name,
    why ?? `Genesys has no such attribute${hint}`,
    why === undefined ? 'map the value to an attribute that Genesys has, or do without it' : 'nothing',
  );
}

function flowOf(mapping: EntraAttributeMapping, report: ImportReport): FlowType | undefined {
  const written = (mapping.flowType ?? 'Always').toLowerCase();
  const flow = FLOW_TYPES.find((name) => name.toLowerCase() === written);
  const always = (mapping.flowBehavior ?? '').toLowerCase() === 'flowalways';
  const name = mapping.targetAttributeName ?? '';
  if (flow === undefined) report.change(name, `the flow type ${mapping.flowType} is unknown here: Always is taken`);
  if (always && flow !== undefined && flow !== 'Always') {
    report.change(name, `FlowAlways and ${flow} exclude each other here: ${flow} is taken`);
  }
  const taken = flow ?? 'Always';
  if (taken !== 'Always') return taken;
  return always ? 'FlowAlways' : undefined;
}

/** The faults of one entry by itself, keyed by the option they are about. */
function faultsOf(entry: MappingEntry, attribute: CatalogueEntry): readonly MappingFault[] {
  const others = REQUIRED.filter(({ target }) => target !== attribute.name);
  const compiled = compileMapping({ version: 1, attributes: [entry, ...others] });
  return compiled.ok ? [] : compiled.faults.filter(({ path }) => path.startsWith('attributes[0]'));
}

function settle(
  name: string,
  attribute: CatalogueEntry,
  wanted: MappingEntry,
  report: ImportReport,
): MappingEntry | undefined {
  let entry = wanted;
  for (const key of DROPPABLE) {
    const fault = faultsOf(entry, attribute).find(({ path }) => path.endsWith(`.${key}`));
    if (fault === undefined) continue;
    report.change(name, `${key} ${JSON.stringify(entry[key])} is dropped: ${fault.message}`);
    const { [key]: _dropped, defaultOn, ...rest } = entry;
    entry = key === 'default' || defaultOn === undefined ? rest : { ...rest, defaultOn };
  }
  const faults = faultsOf(entry, attribute);
  if (faults.length === 0) return entry;
  const detail = faults.map(({ message, position }) =>
    position === undefined ? message : `${message} (character ${position})`,
  );
  report.leave(
    name,
    `${entry.expression ?? ''}: ${detail.join('; ')}`,
    'write another expression for it into the file',
  );
  return undefined;
}

function importActive(mapping: EntraAttributeMapping, source: SourceText, report: ImportReport): MappingEntry {
  const text = source.kind === 'text' ? source.text : '';
  if (isScopeDecision(text)) report.take('active', text);
  else {
    report.change(
      'active',
      `${text === '' ? `the constant ${mapping.defaultValue ?? ''}` : text} becomes ${ACTIVE_EXPRESSION}: who is active follows from assignment, filter and account state`,
      'put a further condition into scope as a filter',
    );
  }
  return { target: 'active', expression: ACTIVE_EXPRESSION };
}

/** Takes one attribute of the incumbent's mapping over, or reports why not. */
export function importEntry(mapping: EntraAttributeMapping, report: ImportReport): ImportedEntry | undefined {
  const name = mapping.targetAttributeName ?? '';
  const source = sourceText(mapping.source);
  const text = source.kind === 'text' ? source.text : '';
  if (name.toLowerCase() === 'externalid' && (text === '[objectId]' || text === '[id]')) {
    report.take(name, 'the connector itself writes the Entra object id to it');
    return undefined;
  }
  const attribute = targetOf(name);
  if (attribute === undefined) {
    leaveUnknown(name, report);
    return undefined;
  }
  if (attribute.kind === 'boolean') return { attribute, entry: importActive(mapping, source, report) };
  if (attribute.kind === 'reference') {
    report.leave(
      name,
      `${text}: manager references are not written yet`,
      'nothing: managers in Genesys stay as they are',
    );
    return undefined;
  }
  if (source.kind === 'unreadable') {
    report.leave(name, `its expression ${source.why}`, 'write a shorter expression for it into the file');
    return undefined;
  }
  const given = mapping.defaultValue ?? '';
  if (source.kind === 'none' && given === '') {
    report.leave(name, 'has neither source nor default, so nothing flows', 'nothing');
    return undefined;
  }
  const flow = flowOf(mapping, report);
  const priority = mapping.matchingPriority ?? 0;
  const entry = settle(
    name,
    attribute,
    {
      target: attribute.name,
      ...(source.kind === 'text' ? { expression: source.text } : {}),
      whenEmpty: 'keep',
      ...(given === '' ? {} : { default: given, defaultOn: 'create' as const }),
      ...(flow === undefined ? {} : { flow }),
      ...(priority > 0 ? { matchOrder: Math.min(priority, 9) } : {}),
    },
    report,
  );
  if (entry === undefined) return undefined;
  if (name !== attribute.name) report.change(name, `is written as ${attribute.name}`);
  if (source.kind === 'text' && source.repaired !== undefined) report.change(name, `${text}: ${source.repaired}`);
  report.take(name, text === '' ? `default ${JSON.stringify(given)} on creation` : text);
  return { attribute, entry };
}
