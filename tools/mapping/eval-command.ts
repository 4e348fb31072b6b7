import { type EvaluationCase, evaluateCase } from '../../shared/domain/mapping/language/evaluate-case.ts';
import { UsageError } from '../usage.ts';
import { readJson, type ToolIo } from './tool-io.ts';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readCase(raw: unknown, index: number): EvaluationCase {
  const { id, expression, inputs, now, taken } = isRecord(raw) ? raw : {};
  if (typeof expression !== 'string') throw new UsageError(`case ${index + 1} has no expression`);
  return {
    id: typeof id === 'string' ? id : String(index + 1),
    expression,
    ...(isRecord(inputs) ? { inputs } : {}),
    ...(typeof now === 'string' ? { now } : {}),
    ...(Array.isArray(taken) ? { taken: taken.map(String) } : {}),
  };
}

/** `mapping eval --cases FILE`: one line of JSON for each case; faults of a case stand in its own line. */
export function evalCommand(io: ToolIo, path: string): number {
  const parsed = readJson(io, path);
  if (!Array.isArray(parsed)) throw new UsageError(`${path} holds no list of cases`);
  const cases = parsed.map(readCase);
  for (const item of cases) io.out(JSON.stringify(evaluateCase(item, io.context)));
  return 0;
}
