/// <reference types="@kusto/language-service-next" />
import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';
import { SCHEMA } from './schema.ts';

/**
 * What Kusto's own parser and binder say against the tables of the schema: the errors, each with what it begins at. Members of
 * dynamic columns are not known to it.
 */
export function bindingErrors(query: string): string[] {
  const code = Kusto.Language.KustoCode.ParseAndAnalyze(query, globals());
  const diagnostics = code?.GetDiagnostics();
  if (diagnostics == null) throw new Error('the language service gave no answer');
  const errors: string[] = [];
  for (let index = 0; index < diagnostics.Count; index += 1) {
    const { Severity, Message, Start } = diagnostics.getItem(index) ?? {};
    if (Severity === 'Error') errors.push(`${Message} At: ${query.slice(Start, (Start ?? 0) + 20)}`);
  }
  return errors;
}

function globals() {
  const { DatabaseSymbol, TableSymbol } = Kusto.Language.Symbols;
  const tables = Object.entries(SCHEMA).map(([name, columns]) => {
    const list = Object.entries(columns).map(([column, type]) => `${column}: ${type}`);
    const table = TableSymbol.From(`(${list.join(', ')})`)?.WithName(name);
    if (table == null) throw new Error(`the language service took no table ${name}`);
    return table;
  });
  const state = Kusto.Language.GlobalState.Default?.WithDatabase(new DatabaseSymbol.ctor('workspace', tables));
  if (state == null) throw new Error('the language service took no schema');
  return state;
}
