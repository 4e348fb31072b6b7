import type { LanguageFunction } from '../language-function.ts';
import { toLower, toTitle, toUpper } from '../letter-case.ts';
import { UNUSABLE } from './define.ts';

function isCulture(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}

function letterCase(
  name: string,
  meaning: string,
  change: (text: string, culture?: string) => string,
): LanguageFunction {
  return {
    name,
    usage: `${name}(source, culture)`,
    meaning,
    min: 1,
    max: 2,
    build: (call) => {
      const text = call.text(0);
      const culture = call.isBlank(1) ? undefined : call.constant(1);
      if (!call.isBlank(1) && (culture === undefined || !isCulture(culture))) {
        call.fail(1, `${name} needs a culture name`, 'a text such as "tr-TR", or nothing');
        return UNUSABLE;
      }
      return (source, context) => {
        const value = text(source, context);
        return value === null ? null : change(value, culture);
      };
    },
  };
}

/** The functions that change letter case. */
export const CASE_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'PCase',
    usage: 'PCase(source, wordSeparators)',
    meaning: "Each word with a capital; words end at the separators given, else at those of .NET's ToTitleCase.",
    min: 1,
    max: 2,
    build: (call) => {
      const text = call.text(0);
      const separators = call.isBlank(1) ? () => undefined : call.text(1);
      return (source, context) => {
        const value = text(source, context);
        return value === null ? null : toTitle(value, separators(source, context) ?? undefined);
      };
    },
  },
  letterCase('ToLower', 'Lower case, invariant unless a culture is named.', toLower),
  letterCase('ToUpper', 'Upper case, invariant unless a culture is named.', toUpper),
];
