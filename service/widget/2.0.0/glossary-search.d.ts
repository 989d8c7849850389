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
/** The JSON at an address, fetched once; the signal aborts the request. */
export function answer(url: string, signal: AbortSignal): Promise<unknown>;
/** An element; functions are set as properties, all other values as attributes. */
export function h(
  tag: string,
  attributes: Record<string, unknown>,
  ...children: unknown[]
): HTMLElement;
/** The texts of segments, those that match inside elements of this name. */
export function texts(segments: Segment[], tag: string): (string | HTMLElement)[];
/** A respelling in segments; those that match are stressed. */
export function stressed(respelling: string): Segment[];
/** "noo tro PEE nee uh" of "noo-tro-PEE-nee-uh". */
export function spoken(respelling: string): string;
/** The text that a voice reads: the respelling if it is whole, else the headword. */
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
