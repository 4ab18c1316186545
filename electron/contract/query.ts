// The search query: what a person types, as terms. Page and backend read it the same way.

export type QueryTerm =
  | {
      readonly kind: 'words';
      readonly field: 'any' | 'subject' | 'body' | 'filename';
      readonly text: string;
      readonly phrase: boolean;
    }
  | { readonly kind: 'person'; readonly field: 'from' | 'to' | 'cc'; readonly text: string }
  | { readonly kind: 'in'; readonly text: string }
  | { readonly kind: 'has'; readonly what: 'attachment' }
  | { readonly kind: 'is'; readonly what: 'unread' | 'read' | 'starred' | 'answered' }
  /** Local days: before the day's first moment, or from it on. `day` as YYYY-MM-DD. */
  | { readonly kind: 'before' | 'after'; readonly day: string }
  | { readonly kind: 'larger' | 'smaller'; readonly bytes: number }
  | { readonly kind: 'list'; readonly text: string };

export interface Query {
  /** All of them must hold. */
  readonly terms: readonly (QueryTerm & { readonly not: boolean })[];
  /** As typed, what could not be understood: searched as words, and named. */
  readonly ignored: readonly string[];
}
