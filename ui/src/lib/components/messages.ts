/** A message below a field. */
export type Message = {
  severity: 'error' | 'warning';
  text: string;
  /** A value that would fix the problem, with the label of its button. */
  fix?: { label: string; apply: () => void };
};

export type Tone = 'neutral' | 'accent' | 'draft' | 'warn' | 'bad' | 'ok';

/** Each meaning of a dot has its own shape, so that it never depends on colour alone. */
export type Shape = 'disc' | 'ring' | 'square' | 'triangle' | 'diamond' | 'half';
