import type { EvaluationContext } from './language/evaluation-context.ts';
import type { FlowType } from './mapping-file.ts';

/** One user or group as Microsoft Graph delivered it; absent and null mean the same. */
export type SourceUser = Readonly<Record<string, unknown>>;

/** The canonical name of a target attribute, as SCIM writes its path with double quotes. */
export type AttributeName = string & { readonly brand: 'AttributeName' };

/** What the target is to show; null clears it. */
export type AttributeValue = string | readonly string[] | null;

/** An attribute without a value for this user, because the value does not suit it or its expression failed. */
export interface SkippedAttribute {
  readonly attribute: AttributeName;
  readonly expression: string;
  /** Never repeats the value. */
  readonly reason: string;
  /** The expression failed, so that somebody has to look at it; a value that does not suit is the person's own affair. */
  readonly failed: boolean;
  /** It would have been sent for a new account only. */
  readonly onlyOnCreate: boolean;
}

/** What a user is to look like at the target, or the required attribute that cannot be filled. */
export type Evaluation =
  | {
      readonly ok: true;
      readonly values: ReadonlyMap<AttributeName, AttributeValue>;
      /** Names in `values` that are sent for a new account and then left alone. */
      readonly createOnly: ReadonlySet<AttributeName>;
      readonly skipped: readonly SkippedAttribute[];
      /**
       * A required attribute that its expression leaves alone (IgnoreAttributeFlow): an account that exists keeps the value
       * it has, but none can be created.
       */
      readonly missing?: Pick<SkippedAttribute, 'attribute' | 'expression' | 'reason'>;
      /**
       * Values to try in this order for an attribute whose expression is SelectUniqueValue; `values` holds the first of them.
       * Each is computed when it is asked for. @throws EvaluationError when a rule fails.
       */
      readonly candidates?: ReadonlyMap<AttributeName, Iterable<string>>;
    }
  | {
      readonly ok: false;
      readonly attribute: AttributeName;
      readonly expression: string;
      readonly reason: string;
      /** Set when the expression says IgnoreObjectFlow: nothing is wrong, and nothing is to be written for this user now. */
      readonly ignored?: true;
    };

/** A scoping filter ready to be applied; `properties` are the Graph properties it reads, sorted. */
export interface CompiledFilter {
  readonly properties: readonly string[];
  isInScope(source: SourceUser): boolean;
}

/** Kinds of writes the mapping allows. */
export interface Operations {
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

/** A mapping ready to be applied to users. */
export interface CompiledMapping {
  /** Graph properties to read for the attributes and the filter, sorted; always with id, accountEnabled and userPrincipalName. */
  readonly select: readonly string[];
  /** Whether the connector may change `active`; it never follows from an expression. */
  readonly managesActive: boolean;
  readonly targets: readonly AttributeName[];
  /** How values flow to an account that exists, where that is not `Always`. */
  readonly flows: ReadonlyMap<AttributeName, FlowType>;
  /** Attributes by which an account that exists is found before one is created, in this order. */
  readonly matching: readonly AttributeName[];
  readonly operations: Operations;
  readonly userFilter: CompiledFilter;
  readonly groupFilter: CompiledFilter;
  /** The same text for every spelling of the same mapping, for hashing. */
  readonly canonical: string;
  /** Attributes whose values must not be shown in any log (Redact). */
  readonly redacted: ReadonlySet<AttributeName>;
  /** Without a context neither time nor chance nor roles are known, and an expression that asks for them fails. */
  evaluate(source: SourceUser, context?: EvaluationContext): Evaluation;
}
