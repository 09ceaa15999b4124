const rules = new Intl.PluralRules('en');

/** A whole sentence for an amount: `#` stands for the amount. */
export type Sentences = { one: string; other: string };

const amountText = (amount: number) => amount.toLocaleString('en');

/** The sentence that fits an amount, such as `1 draft is ready.` Names go in where it has them in braces, as they are. */
export function plural(amount: number, sentences: Sentences, names: Record<string, string> = {}): string {
  const sentence = rules.select(amount) === 'one' ? sentences.one : sentences.other;
  return sentence.replace(/#|\{(\w+)\}/g, (found, name?: string) => (name === undefined ? amountText(amount) : (names[name] ?? found)));
}

/** `1 number`, `1,284 numbers`. */
export const count = (amount: number, one: string, many = `${one}s`) => plural(amount, { one: `# ${one}`, other: `# ${many}` });
