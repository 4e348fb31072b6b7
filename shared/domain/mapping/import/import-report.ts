import type { MappingFile } from '../mapping-file.ts';

/** One thing of the incumbent's configuration and what became of it. */
export interface ReportLine {
  /** Attribute, filter, switch or setting, by its name in the export. */
  readonly what: string;
  readonly detail: string;
  /** What somebody has to do or may want to do. */
  readonly advice?: string;
}

/** A setting that corresponds to something outside the schema. */
export interface SuggestedSetting {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

/** What an import gives. Without a file nothing may be written, and `problems` says why. */
export interface ImportResult {
  readonly file: MappingFile | undefined;
  readonly problems: readonly string[];
  readonly taken: readonly ReportLine[];
  readonly changed: readonly ReportLine[];
  readonly notTaken: readonly ReportLine[];
  readonly settings: readonly SuggestedSetting[];
}

/** Collects the lines of a report while an import goes on. */
export class ImportReport {
  readonly taken: ReportLine[] = [];
  readonly changed: ReportLine[] = [];
  readonly notTaken: ReportLine[] = [];
  readonly problems: string[] = [];

  take(what: string, detail: string): void {
    this.taken.push({ what, detail });
  }

  change(what: string, detail: string, advice?: string): void {
    this.changed.push({ what, detail, ...(advice === undefined ? {} : { advice }) });
  }

  leave(what: string, detail: string, advice: string): void {
    this.notTaken.push({ what, detail, advice });
  }

  result(file: MappingFile | undefined, settings: readonly SuggestedSetting[]): ImportResult {
    const { taken, changed, notTaken, problems } = this;
    return { file: problems.length === 0 ? file : undefined, problems, taken, changed, notTaken, settings };
  }
}
