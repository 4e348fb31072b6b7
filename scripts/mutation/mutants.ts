import { stripTypeScriptTypes } from 'node:module';
import { type Node, Parser } from 'acorn';

/** One change of the source; `site` and `choice` together name it. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly mutated: string;
  readonly site: number;
  readonly choice: number;
}

/** A file whose every mutant can be switched on at run time by `__m(site, choice)`. */
export interface Instrumented {
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

interface Tree extends Node {
  readonly [key: string]: unknown;
}

/** Texts in these properties describe the language for the reference; what they say is not behaviour. */
const DESCRIPTIONS = new Set(['meaning', 'usage', 'note']);

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
};

const METHODS: Readonly<Record<string, string | undefined>> = {
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toUpperCase: 'toLowerCase',
  toLowerCase: 'toUpperCase',
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  trimStart: 'trimEnd',
  trimEnd: 'trimStart',
  trim: '',
  filter: '',
  sort: '',
  slice: '',
};

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';
}

class Instrumenter {
  readonly mutants: Mutant[] = [];
  private readonly file: string;
  private readonly text: string;
  private site: number;

  constructor(file: string, text: string, firstSite: number) {
    this.file = file;
    this.text = text;
    this.site = firstSite;
  }

  /** The text of a node with all mutants below it. */
  write(node: Tree, parent?: Tree, key?: string): string {
    const inside = this.inside(node);
    const isTarget = parent !== undefined && this.isExpressionPlace(node, parent, key);
    const alternatives = isTarget ? this.alternatives(node, parent) : [];
    if (alternatives.length === 0) return inside;
    const site = this.newSite();
    const choices = alternatives.map((mutated, index) => `${this.add(node, mutated, site, index)}?(${mutated}):`);
    return `(${choices.join('')}${inside})`;
  }

  private newSite(): number {
    this.site += 1;
    return this.site;
  }

  private add(node: Tree, mutated: string, site: number, choice: number): string {
    const line = this.text.slice(0, node.start).split('\n').length;
    const original = this.text.slice(node.start, node.end).replace(/\s+/g, ' ').slice(0, 90);
    this.mutants.push({
      file: this.file,
      line,
      original,
      mutated: mutated.replace(/\s+/g, ' ').slice(0, 90),
      site,
      choice,
    });
    return `__m(${site},${choice})`;
  }

  private children(node: Tree): readonly { readonly child: Tree; readonly key: string }[] {
    return Object.keys(node)
      .flatMap((key) => {
        const value = node[key];
        return (Array.isArray(value) ? value : [value]).filter(isTree).map((child) => ({ child, key }));
      })
      .sort((a, b) => a.child.start - b.child.start);
  }

  private inside(node: Tree): string {
    let result = '';
    let at = node.start;
    for (const { child, key } of this.children(node)) {
      if (child.start < at) continue;
      result += this.text.slice(at, child.start) + this.write(child, node, key);
      at = child.end;
    }
    result += this.text.slice(at, node.end);
    return this.isFunctionBody(node) ? this.emptied(node, result) : result;
  }

  private isFunctionBody(node: Tree): boolean {
    return node.type === 'BlockStatement' && Reflect.get(node, 'isBody') === true && node.end - node.start > 4;
  }

  private emptied(node: Tree, text: string): string {
    const site = this.newSite();
    return `{if(!${this.add(node, '{}', site, 0)})${text}}`;
  }

  /** False where an expression cannot stand in brackets: names, keys, patterns, imports, what is assigned to. */
  private isExpressionPlace(node: Tree, parent: Tree, key: string | undefined): boolean {
    if (/^(Import|Export)/.test(parent.type) || /Pattern$/.test(parent.type)) return false;
    if (parent.type === 'Property' || parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition') {
      if (key === 'key') return false;
      const name: unknown = isTree(parent.key) ? parent.key.name : undefined;
      if (typeof name === 'string' && DESCRIPTIONS.has(name)) return false;
    }
    if (parent.type === 'AssignmentExpression' && key === 'left') return false;
    if (parent.type === 'TaggedTemplateExpression' || parent.type === 'ChainExpression') return false;
    if (parent.type === 'ExpressionStatement' && node.type === 'Literal') return false;
    if ((parent.type === 'CallExpression' || parent.type === 'NewExpression') && key === 'callee') return false;
    return !(parent.type === 'MemberExpression' && key === 'property' && parent.computed !== true);
  }

  private source(node: unknown): string {
    return isTree(node) ? this.text.slice(node.start, node.end) : '';
  }

  private alternatives(node: Tree, parent: Tree): readonly string[] {
    const conditions =
      /^(If|While|DoWhile|For)Statement$|^ConditionalExpression$/.test(parent.type) && parent.test === node
        ? this.condition(node, parent)
        : [];
    return [...conditions, ...this.changes(node)];
  }

  private condition(node: Tree, parent: Tree): readonly string[] {
    if (node.type === 'Literal') return [];
    return parent.type === 'IfStatement' || parent.type === 'ConditionalExpression' ? ['true', 'false'] : ['false'];
  }

  private changes(node: Tree): readonly string[] {
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression':
        return (OPERATORS[String(node.operator)] ?? []).map(
          (operator) => `(${this.source(node.left)}) ${operator} (${this.source(node.right)})`,
        );
      case 'UnaryExpression':
        if (node.operator === '!') return [this.source(node.argument)];
        return node.operator === '-' ? [`+${this.source(node.argument)}`] : [];
      case 'AssignmentExpression':
        if (node.operator === '+=') return [`${this.source(node.left)} -= ${this.source(node.right)}`];
        return node.operator === '-=' ? [`${this.source(node.left)} += ${this.source(node.right)}`] : [];
      case 'Literal':
        if (typeof node.value === 'boolean') return [String(!node.value)];
        if (typeof node.value === 'string') return [node.value === '' ? '"mutated"' : '""'];
        return [];
      case 'TemplateLiteral':
        return ['""'];
      case 'ArrayExpression':
        return Array.isArray(node.elements) && node.elements.length > 0 ? ['[]'] : [];
      case 'ObjectExpression':
        return Array.isArray(node.properties) && node.properties.length > 0 ? ['{}'] : [];
      case 'ArrowFunctionExpression':
        return isTree(node.body) && node.body.type !== 'BlockStatement' ? ['() => undefined'] : [];
      case 'CallExpression':
        return this.method(node);
      default:
        return [];
    }
  }

  private method(node: Tree): readonly string[] {
    const { callee } = node;
    if (!isTree(callee) || callee.type !== 'MemberExpression' || callee.computed === true || callee.optional === true)
      return [];
    const name = this.source(callee.property);
    const other = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (other === undefined || !isTree(callee.object) || !isTree(callee.property)) return [];
    if (other === '') return [this.source(callee.object)];
    return [
      this.text.slice(node.start, callee.property.start) + other + this.text.slice(callee.property.end, node.end),
    ];
  }
}

function markBodies(node: Tree): void {
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (!isTree(child)) continue;
      const isFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
      // A constructor that does nothing would not even set what the compiler insists on.
      if (isFunction && node.body === child) Reflect.set(child, 'isBody', true);
      markBodies(child);
    }
  }
  if (
    node.type === 'MethodDefinition' &&
    node.kind === 'constructor' &&
    isTree(node.value) &&
    isTree(node.value.body)
  ) {
    Reflect.set(node.value.body, 'isBody', false);
  }
}

/** Puts every mutant of a TypeScript file into its text, each behind its own switch; sites are numbered from `firstSite` + 1. */
export function instrument(file: string, typescript: string, firstSite: number): Instrumented {
  const text = stripTypeScriptTypes(typescript);
  const tree: Node = Parser.parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
  if (!isTree(tree)) throw new Error(`${file} has no tree`);
  markBodies(tree);
  const instrumenter = new Instrumenter(file, text, firstSite);
  return { text: instrumenter.write(tree), mutants: instrumenter.mutants };
}
