import { ACTIVE_EXPRESSION, isScopeDecision } from './active-entry.ts';
import { findAttribute, nearestAttribute, whyNotMappable } from './attribute-name.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { activeOptionFaults, flowOf, optionFaults, standInOf } from './entry-options.ts';
import type { CompiledEntry } from './evaluate-mapping.ts';
import type { CompileOptions } from './language/compile-expression.ts';
import type { Evaluator } from './language/value.ts';
import { type MappingFault, printPath, schemaFaults } from './mapping-fault.ts';
import { type MappingEntry, mappingEntrySchema } from './mapping-file.ts';
import { propertiesOf, readExpression } from './read-expression.ts';
import type { AttributeName } from './types.ts';

const ALWAYS_READ = ['accountEnabled', 'id', 'userPrincipalName'];
const TARGETS = CATALOGUE.map(({ name }) => name).join(', ');
const TEAMS_PHONE = 'phoneNumbers[type eq "microsoftteams"].value';
const OTHER_PHONE = 'phoneNumbers[type eq "other"].value';
const NOTHING: Evaluator = () => null;

interface EntryExpression {
  readonly printed: string;
  readonly evaluate: Evaluator;
  readonly redacted: boolean;
  readonly properties: readonly string[];
}

/** Takes the entries of a mapping file one by one and keeps everything that is wrong with them. */
export class MappingCompiler {
  readonly faults: MappingFault[] = [];
  readonly entries: CompiledEntry[] = [];
  readonly properties = new Set<string>(ALWAYS_READ);
  managesActive = true;
  private readonly seen = new Map<string, number>();
  private readonly orders = new Map<number, number>();

  add(raw: unknown, index: number): void {
    const parsed = mappingEntrySchema.safeParse(raw);
    if (!parsed.success) {
      const keys = Object.keys(mappingEntrySchema.shape);
      this.faults.push(...schemaFaults(parsed.error, raw, ['attributes', index], keys));
    }
    const entry = parsed.success ? parsed.data : this.readable(raw);
    if (entry === undefined) return;
    const attribute = this.target(entry, index);
    if (attribute === undefined) {
      if (entry.expression !== undefined) this.expressionOf(entry.expression, index);
      return;
    }
    if (attribute.kind === 'boolean') this.active(entry, index);
    else this.mapped(entry, attribute, index);
  }

  checkRequired(): void {
    for (const { name, requiredOnCreate } of CATALOGUE) {
      if (!requiredOnCreate || this.seen.has(name)) continue;
      this.faults.push({
        path: 'attributes',
        value: undefined,
        allowed: name,
        message: `${name} is required and not mapped`,
      });
    }
  }

  /** Both types land in one profile field of Genesys. */
  checkTeamsPhone(): void {
    const other = this.seen.get(OTHER_PHONE);
    if (other === undefined || !this.seen.has(TEAMS_PHONE)) return;
    const allowed = `${TEAMS_PHONE} or the phone "other", not both`;
    this.fault(other, 'target', OTHER_PHONE, allowed, 'shares one field in Genesys with the Teams number');
  }

  // The rest of an entry with a faulty key is still looked at, so that one run finds everything.
  private readable(raw: unknown): MappingEntry | undefined {
    if (typeof raw !== 'object' || raw === null) return undefined;
    const target: unknown = Reflect.get(raw, 'target');
    const expression: unknown = Reflect.get(raw, 'expression');
    if (typeof target !== 'string' || target.length === 0) return undefined;
    return { target, ...(typeof expression === 'string' ? { expression } : {}) };
  }

  private fault(index: number, key: string, value: unknown, allowed: string, message: string): void {
    this.faults.push({ path: printPath(['attributes', index, key]), value, allowed, message });
  }

  private target(entry: MappingEntry, index: number): CatalogueEntry | undefined {
    const attribute = findAttribute(entry.target);
    if (attribute === undefined) {
      const reason = whyNotMappable(entry.target);
      const near = nearestAttribute(entry.target);
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      this.fault(index, 'target', entry.target, TARGETS, reason ?? `unknown target attribute${hint}`);
      return undefined;
    }
    const before = this.seen.get(attribute.name);
    if (before !== undefined) {
      this.fault(index, 'target', entry.target, 'each target once', `is mapped already by attributes[${before}]`);
      return undefined;
    }
    if (entry.enabled === false && attribute.requiredOnCreate) {
      this.fault(index, 'enabled', false, 'true', `${attribute.name} is required and cannot be switched off`);
    }
    this.seen.set(attribute.name, index);
    return attribute;
  }

  private active(entry: MappingEntry, index: number): void {
    if (entry.enabled === false) this.managesActive = false;
    for (const { key, value, allowed, message } of activeOptionFaults(entry)) {
      this.fault(index, key, value, allowed, message);
    }
    if (entry.expression === undefined) {
      if (entry.enabled !== false) this.fault(index, 'expression', undefined, ACTIVE_EXPRESSION, 'is missing');
      return;
    }
    if (this.expressionOf(entry.expression, index) === undefined || isScopeDecision(entry.expression)) return;
    const message = 'who is active is decided by scope and account state, not by an expression';
    this.fault(index, 'expression', entry.expression, `${ACTIVE_EXPRESSION}, or {"enabled": false}`, message);
  }

  private mapped(entry: MappingEntry, attribute: CatalogueEntry, index: number): void {
    if (attribute.kind === 'reference' && entry.enabled !== false) {
      this.fault(index, 'target', entry.target, 'leave it out', 'manager references are not supported yet');
      return;
    }
    for (const { key, value, allowed, message } of optionFaults(entry, attribute)) {
      this.fault(index, key, value, allowed, message);
    }
    this.matchOrder(entry, index);
    if (entry.expression === undefined && entry.default === undefined && entry.enabled !== false) {
      this.fault(index, 'expression', undefined, 'an expression', 'is missing');
    }
    const flow = flowOf(entry);
    const options = { onlyOnCreate: flow === 'ObjectAddOnly', isUnique: attribute.rule === 'userName' };
    const compiled = entry.expression === undefined ? undefined : this.expressionOf(entry.expression, index, options);
    if (entry.enabled === false || (compiled === undefined && entry.expression !== undefined)) return;
    for (const property of compiled?.properties ?? []) this.properties.add(property);
    this.entries.push({
      attribute,
      expression: compiled?.printed ?? '',
      evaluate: compiled?.evaluate ?? NOTHING,
      redacted: compiled?.redacted ?? false,
      whenEmpty: entry.whenEmpty ?? 'keep',
      onlyOnCreate: flow === 'ObjectAddOnly',
      flow,
      matchOrder: entry.matchOrder,
      standIn: standInOf(entry, attribute),
    });
  }

  private matchOrder({ matchOrder, enabled }: MappingEntry, index: number): void {
    if (matchOrder === undefined || enabled === false) return;
    const before = this.orders.get(matchOrder);
    if (before !== undefined) {
      this.fault(index, 'matchOrder', matchOrder, 'each place once', `is taken by attributes[${before}]`);
    }
    this.orders.set(matchOrder, index);
  }

  private expressionOf(text: string, index: number, options?: CompileOptions): EntryExpression | undefined {
    const read = readExpression(text, undefined, options);
    if (read.ok) return { ...read, properties: propertiesOf(read.attributes) };
    const path = printPath(['attributes', index, 'expression']);
    for (const { position, message, expected } of read.faults) {
      this.faults.push({ path, value: text, allowed: expected, message, position });
    }
    return undefined;
  }
}

/** Attributes to search by, in the order the entries name. */
export function matchingOf(entries: readonly CompiledEntry[]): readonly AttributeName[] {
  return entries
    .flatMap(({ attribute, matchOrder }) => (matchOrder === undefined ? [] : [{ name: attribute.name, matchOrder }]))
    .sort((a, b) => a.matchOrder - b.matchOrder)
    .map(({ name }) => name);
}
