import { amountText } from '../components/amount';

/** A whole sentence for an amount. `#` is replaced by the amount. */
export type Sentences = { one: string; other: string };

/** The sentence for an amount, such as `1 draft is ready.` Names in braces are replaced. */
export function plural(amount: number, sentences: Sentences, names: Record<string, string> = {}): string {
  const sentence = amount === 1 ? sentences.one : sentences.other;
  return sentence.replace(/#|\{(\w+)\}/g, (found, name?: string) => (name === undefined ? amountText(amount) : (names[name] ?? found)));
}

/** `1 number`, `1,284 numbers`. */
export const count = (amount: number, one: string, many = `${one}s`) => plural(amount, { one: `# ${one}`, other: `# ${many}` });
