const rules = new Intl.PluralRules('en');

/** A whole sentence for an amount: `#` stands for the amount. */
export type Sentences = { one: string; other: string };

const amountText = (amount: number) => amount.toLocaleString('en');

/** The sentence that fits an amount, such as `1 draft is ready.` */
export function plural(amount: number, sentences: Sentences): string {
  const sentence = rules.select(amount) === 'one' ? sentences.one : sentences.other;
  return sentence.replaceAll('#', amountText(amount));
}

/** `1 number`, `1,284 numbers`. */
export const count = (amount: number, one: string, many = `${one}s`) => plural(amount, { one: `# ${one}`, other: `# ${many}` });
