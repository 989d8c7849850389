/** The search box of a Heardword glossary; see docs/widget.md. */
export interface GlossarySearchDetail {
  query: string;
}
export interface GlossarySelectDetail {
  id: string;
  headword: string;
  url: string;
}
export interface Segment {
  text: string;
  match?: boolean;
}
export interface Pronounceable {
  headword: string;
  respelling: string | null;
  audio_url: string | null;
  language: string;
}
/** A respelling in segments; those that match are stressed. */
export function stressed(respelling: string): Segment[];
/** "noo tro PEE nee uh" of "noo-tro-PEE-nee-uh". */
export function spoken(respelling: string): string;
/** The text that a voice reads. */
export function sayable(entry: Pick<Pronounceable, "headword" | "respelling">): string;
export function canPronounce(entry: Pick<Pronounceable, "audio_url" | "language">): boolean;
export function pronounce(entry: Pronounceable): Promise<void>;

declare global {
  interface HTMLElementTagNameMap {
    "glossary-search": HTMLElement;
  }
  interface HTMLElementEventMap {
    "glossary-search": CustomEvent<GlossarySearchDetail>;
    "glossary-select": CustomEvent<GlossarySelectDetail>;
  }
}
