import { type EvaluationContext, NO_CONTEXT } from '../domain/mapping/language/evaluation-context.ts';
import type { Ports } from './configuration.ts';

/** What expressions may know besides the person; what they make of it is for new accounts only and stays out of digests. */
export function evaluationContext({ clock, chance }: Pick<Ports, 'clock' | 'chance'>): EvaluationContext {
  return {
    ...NO_CONTEXT,
    now: () => clock.now(),
    uuid: () => chance.uuid(),
    randomInt: (below) => chance.integer(below),
  };
}
