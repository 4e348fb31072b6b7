/** One user as Microsoft Graph delivered it; absent and null mean the same. */
export type SourceUser = Readonly<Record<string, unknown>>;

/** The canonical name of a target attribute, as SCIM writes its path with double quotes. */
export type AttributeName = string & { readonly brand: 'AttributeName' };

/** What the target is to show; null clears it. */
export type AttributeValue = string | readonly string[] | null;

/** An attribute left out because this user's value does not suit it; the reason never repeats the value. */
export interface SkippedAttribute {
  readonly attribute: AttributeName;
  readonly reason: string;
}

/** What a user is to look like at the target, or the required attribute that cannot be filled. */
export type Evaluation =
  | {
      readonly ok: true;
      readonly values: ReadonlyMap<AttributeName, AttributeValue>;
      readonly createOnly: ReadonlySet<AttributeName>;
      readonly skipped: readonly SkippedAttribute[];
    }
  | { readonly ok: false; readonly attribute: AttributeName; readonly expression: string; readonly reason: string };

/** A mapping ready to be applied to users. */
export interface CompiledMapping {
  /** Graph properties to read, sorted; always with id, accountEnabled and userPrincipalName. */
  readonly select: readonly string[];
  /** Whether the connector may change `active`; it never follows from an expression. */
  readonly managesActive: boolean;
  readonly targets: readonly AttributeName[];
  /** The same text for every spelling of the same mapping, for hashing. */
  readonly canonical: string;
  evaluate(source: SourceUser): Evaluation;
}
