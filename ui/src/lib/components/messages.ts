/** What is said below a field. */
export type Message = {
  severity: 'error' | 'warning';
  text: string;
  /** A value that would mend it, with the words of its button. */
  fix?: { label: string; apply: () => void };
};

export type Tone = 'neutral' | 'accent' | 'draft' | 'warn' | 'bad' | 'ok';

/** A dot's shape differs with its meaning, so that colour never speaks alone. */
export type Shape = 'disc' | 'ring' | 'square' | 'triangle' | 'diamond' | 'half';
