import { EvaluationError } from './expression-error.ts';
import { parsePattern } from './pattern-parser.ts';
import { PatternError, type PatternNode, type UnitTest } from './pattern-syntax.ts';

/** Longest program a pattern may unfold to; counted repeats are written out. */
const MAX_PROGRAM = 2_000;

/** Longest text a pattern is run over, in characters; Graph's user properties are far shorter. */
const MAX_TEXT_LENGTH = 10_000;

/** Steps one Replace may take, over all its matches. */
const MAX_STEPS = 1_000_000;

/** Parts visited while a pattern is unfolded; empty parts write nothing, so the program's size alone is no bound. */
const MAX_VISITS = 20_000;

const TOO_LARGE = 'the pattern is too large once its counts are written out';

type Instruction =
  | { readonly op: 'unit'; readonly test: UnitTest }
  | { readonly op: 'anchor'; readonly test: (text: string, at: number) => boolean }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'match' }
  | { op: 'split'; first: number; second: number };

/** One match; `start` and `end` of a group are -1 when it took no part. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  group(slot: number): { readonly start: number; readonly end: number };
}

/** A compiled pattern. */
export interface Pattern {
  /** The slot of a group by name or number, numbered as .NET does: unnamed groups first. */
  slotOf(group: string): number | undefined;
  /** All matches from left to right, none overlapping. @throws EvaluationError when the bounds are exceeded. */
  matches(text: string): readonly PatternMatch[];
}

class ProgramWriter {
  readonly program: Instruction[] = [];
  private visits = 0;

  write(instruction: Instruction): void {
    if (this.program.length >= MAX_PROGRAM) throw new PatternError(TOO_LARGE);
    this.program.push(instruction);
  }

  node(node: PatternNode): void {
    this.visits += 1;
    if (this.visits > MAX_VISITS) throw new PatternError(TOO_LARGE);
    switch (node.kind) {
      case 'unit':
        this.write({ op: 'unit', test: node.test });
        break;
      case 'anchor':
        this.write({ op: 'anchor', test: node.test });
        break;
      case 'sequence':
        for (const part of node.parts) this.node(part);
        break;
      case 'group':
        this.write({ op: 'save', slot: node.slot * 2 });
        this.node(node.body);
        this.write({ op: 'save', slot: node.slot * 2 + 1 });
        break;
      case 'choice':
        this.choice(node.options);
        break;
      case 'repeat':
        this.repeat(node.body, node.min, node.max, node.greedy);
        break;
    }
  }

  private choice(options: readonly PatternNode[]): void {
    const jumps: { first: number; second: number }[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) {
        this.node(option);
        return;
      }
      const branch = this.split();
      branch.first = this.program.length;
      this.node(option);
      jumps.push(this.split());
      branch.second = this.program.length;
    });
    for (const jump of jumps) jump.first = jump.second = this.program.length;
  }

  private repeat(body: PatternNode, min: number, max: number, greedy: boolean): void {
    for (let count = 0; count < min; count += 1) this.node(body);
    const exits: { first: number; second: number }[] = [];
    const once = (): number => {
      const start = this.program.length;
      const branch = this.split();
      if (greedy) branch.first = this.program.length;
      else branch.second = this.program.length;
      this.node(body);
      exits.push(branch);
      return start;
    };
    if (max === Number.POSITIVE_INFINITY) {
      const start = once();
      const back = this.split();
      back.first = back.second = start;
    } else {
      for (let count = min; count < max; count += 1) once();
    }
    for (const exit of exits) {
      if (greedy) exit.second = this.program.length;
      else exit.first = this.program.length;
    }
  }

  private split(): { first: number; second: number } {
    const split: Instruction = { op: 'split', first: 0, second: 0 };
    this.write(split);
    return split;
  }
}

// Backtracks, but never tries one instruction at one position twice: what failed there once fails again, because there are
// neither references back nor look-around. So a search costs at most program x text steps, whatever the pattern.
class Search {
  private readonly program: readonly Instruction[];
  private readonly text: string;
  private readonly saved: number[];
  private steps = 0;

  constructor(program: readonly Instruction[], text: string, slots: number) {
    this.program = program;
    this.text = text;
    this.saved = new Array<number>(slots * 2).fill(-1);
  }

  from(start: number): readonly number[] | undefined {
    const tried = new Set<number>();
    for (let at = start; at <= this.text.length; at += 1) {
      this.saved.fill(-1);
      const end = this.run(at, tried);
      if (end >= 0) return [at, end, ...this.saved.slice(2)];
    }
    return undefined;
  }

  private run(start: number, tried: Set<number>): number {
    // An entry is either a place to go on from, or a saved slot to put back on the way.
    const pending: { pc: number; at: number; slot?: number }[] = [{ pc: 0, at: start }];
    for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
      if (entry.slot !== undefined) {
        this.saved[entry.slot] = entry.at;
        continue;
      }
      let { pc, at } = entry;
      for (;;) {
        const key = pc * (MAX_TEXT_LENGTH + 1) + at;
        if (tried.has(key)) break;
        tried.add(key);
        this.steps += 1;
        if (this.steps > MAX_STEPS) throw new EvaluationError('the pattern takes too many steps on this value');
        const instruction = this.program[pc];
        if (instruction === undefined || instruction.op === 'match') return at;
        if (instruction.op === 'unit') {
          if (at >= this.text.length || !instruction.test(this.text.charAt(at))) break;
          at += 1;
          pc += 1;
        } else if (instruction.op === 'anchor') {
          if (!instruction.test(this.text, at)) break;
          pc += 1;
        } else if (instruction.op === 'save') {
          pending.push({ pc: 0, at: this.saved[instruction.slot] ?? -1, slot: instruction.slot });
          this.saved[instruction.slot] = at;
          pc += 1;
        } else {
          if (instruction.second !== instruction.first) pending.push({ pc: instruction.second, at });
          pc = instruction.first;
        }
      }
    }
    return -1;
  }
}

/**
 * Compiles a regular expression to a matcher whose run time is bounded for every pattern and text.
 * @throws PatternError for a pattern that is malformed, too large or not supported.
 */
export function compilePattern(pattern: string): Pattern {
  const { root, slots, slotOf } = parsePattern(pattern);
  const writer = new ProgramWriter();
  writer.node(root);
  writer.write({ op: 'match' });
  return { slotOf, matches: (text) => allMatches(writer.program, text, slots) };
}

function allMatches(program: readonly Instruction[], text: string, slots: number): readonly PatternMatch[] {
  if (text.length > MAX_TEXT_LENGTH)
    throw new EvaluationError(`a pattern is run over at most ${MAX_TEXT_LENGTH} characters`);
  const search = new Search(program, text, slots);
  const found: PatternMatch[] = [];
  for (let at = 0; at <= text.length; ) {
    const saved = search.from(at);
    if (saved === undefined) break;
    const [start = 0, end = 0] = saved;
    found.push({
      start,
      end,
      group: (slot) => ({ start: saved[slot * 2] ?? -1, end: saved[slot * 2 + 1] ?? -1 }),
    });
    at = end > start ? end : end + 1;
  }
  return found;
}
