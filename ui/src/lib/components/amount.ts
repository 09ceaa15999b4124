/** A whole amount with commas: `1,284`. The first frame has some, and would wait 10 ms for `Intl`. */
export const amountText = (amount: number) => String(Math.round(amount)).replace(/\B(?=(?:\d{3})+$)/g, ',');
