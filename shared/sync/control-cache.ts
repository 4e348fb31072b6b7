import type { Ports } from './configuration.ts';
import { type ConfigurationDocument, type GateDocument, OPEN_GATE, readDocument } from './control-documents.ts';

export interface ControlView {
  readonly configuration: ConfigurationDocument | undefined;
  readonly gate: GateDocument;
}

/** The control row as workers see it: at most `timings.controlCache` old, one per process. */
export type ControlCache = () => Promise<ControlView>;

export function createControlCache({
  control,
  clock,
  configuration,
}: Pick<Ports, 'control' | 'clock' | 'configuration'>): ControlCache {
  let cached: { readonly view: ControlView; readonly until: number } | undefined;
  return async () => {
    if (cached !== undefined && cached.until > clock.now()) return cached.view;
    const view = {
      configuration: (await readDocument(control, 'configuration'))?.value,
      gate: (await readDocument(control, 'gate'))?.value ?? OPEN_GATE,
    };
    // A closed gate is looked at each time: few wakes come, and one of them may be its probe.
    cached = { view, until: view.gate.closed ? 0 : clock.now() + configuration.timings.controlCache };
    return view;
  };
}
