import { findAttribute, isOtherPhone, nearestAttribute } from './attribute-name.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { compileExpression } from './language/compile-expression.ts';
import type { CompiledEntry } from './evaluate-mapping.ts';
import { type Expression, printExpression } from './language/expression.ts';
import { ExpressionError, type ExpressionFault } from './language/expression-error.ts';
import type { Evaluator } from './language/value.ts';
import { withCanonicalNames } from './language/function-table.ts';
import { type MappingFault, printPath, schemaFaults } from './mapping-fault.ts';
import { type MappingEntry, mappingEntrySchema } from './mapping-file.ts';
import { parseExpression } from './language/parser.ts';
import { findSourceAttribute } from './source-attributes.ts';
import type { AttributeName } from './types.ts';

const ALWAYS_READ = ['accountEnabled', 'id', 'userPrincipalName'];
const ACTIVE_EXPRESSION = 'Not([IsSoftDeleted])';
const TARGETS = CATALOGUE.map(({ name }) => name).join(', ');
const TEAMS_PHONE = 'phoneNumbers[type eq "microsoftteams"].value';

interface ReadExpression {
  readonly printed: string;
  readonly evaluate: Evaluator;
  readonly properties: ReadonlySet<string>;
}

/** Takes the entries of a mapping file one by one and keeps everything that is wrong with them. */
export class MappingCompiler {
  readonly faults: MappingFault[] = [];
  readonly entries: CompiledEntry[] = [];
  readonly properties = new Set<string>(ALWAYS_READ);
  managesActive = true;
  private readonly seen = new Map<AttributeName, number>();

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
      this.expressionOf(entry, index);
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

  checkTeamsPhone(targets: readonly (string | undefined)[]): void {
    const other = targets.findIndex((target) => target !== undefined && isOtherPhone(target));
    const teams = targets.some((target) => target !== undefined && findAttribute(target)?.name === TEAMS_PHONE);
    if (other < 0 || !teams) return;
    this.fault(
      other,
      'target',
      targets[other],
      `${TEAMS_PHONE} or the phone "other", not both`,
      'shares one field in Genesys with the Teams number',
    );
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
      const near = nearestAttribute(entry.target);
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      this.fault(index, 'target', entry.target, TARGETS, `unknown target attribute${hint}`);
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
    for (const key of ['whenEmpty', 'onlyOnCreate'] as const) {
      if (entry[key] !== undefined) this.fault(index, key, entry[key], 'nothing', `${key} has no meaning for active`);
    }
    if (entry.expression === undefined) {
      if (entry.enabled !== false) this.fault(index, 'expression', undefined, ACTIVE_EXPRESSION, 'is missing');
      return;
    }
    const parsed = this.parse(entry.expression, index);
    if (parsed === undefined || printExpression(parsed) === ACTIVE_EXPRESSION) return;
    const message = 'who is active is decided by scope and account state, not by an expression';
    this.fault(index, 'expression', entry.expression, `${ACTIVE_EXPRESSION}, or {"enabled": false}`, message);
  }

  private mapped(entry: MappingEntry, attribute: CatalogueEntry, index: number): void {
    if (attribute.kind === 'reference' && entry.enabled !== false) {
      this.fault(index, 'target', entry.target, 'leave it out', 'manager references are not supported yet');
      return;
    }
    if (attribute.requiredOnCreate && entry.whenEmpty === 'clear') {
      this.fault(index, 'whenEmpty', 'clear', '"keep"', `${attribute.name} is required and cannot be cleared`);
    }
    if (entry.expression === undefined && entry.enabled !== false) {
      this.fault(index, 'expression', undefined, 'an expression', 'is missing');
    }
    const compiled = this.expressionOf(entry, index);
    if (compiled === undefined || entry.enabled === false) return;
    for (const property of compiled.properties) this.properties.add(property);
    this.entries.push({
      attribute,
      expression: compiled.printed,
      evaluate: compiled.evaluate,
      whenEmpty: entry.whenEmpty ?? 'keep',
      onlyOnCreate: entry.onlyOnCreate ?? false,
    });
  }

  private expressionOf(entry: MappingEntry, index: number): ReadExpression | undefined {
    const parsed = entry.expression === undefined ? undefined : this.parse(entry.expression, index);
    if (parsed === undefined) return undefined;
    const properties = new Set<string>();
    const compiled = compileExpression(parsed, (name) => {
      const found = findSourceAttribute(name);
      if (typeof found === 'string') return found;
      properties.add(found.property);
      return found.read;
    });
    if (compiled.ok) return { printed: printExpression(parsed), evaluate: compiled.evaluate, properties };
    for (const fault of compiled.faults) this.expressionFault(fault, entry.expression, index);
    return undefined;
  }

  private parse(text: string, index: number): Expression | undefined {
    try {
      return withCanonicalNames(parseExpression(text));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.expressionFault(error.fault, text, index);
      return undefined;
    }
  }

  private expressionFault(fault: ExpressionFault, text: string | undefined, index: number): void {
    const { position, message, expected } = fault;
    const path = printPath(['attributes', index, 'expression']);
    this.faults.push({ path, value: text, allowed: expected, message, position });
  }
}
